// Element-wise work on the Gram matrix of a batch, between the BLAS calls; every function for float and for double.
//
// A symmetric n x n matrix is row-major and only its upper triangle, with the diagonal, is read or written, unless a
// line says otherwise; k is the Gram matrix, x a second one (labels or inputs) multiplied with it element by element.
#ifndef PIBD_GRAM_H
#define PIBD_GRAM_H
#include <stddef.h>

// Sums over all n x n elements, both triangles.
typedef struct {
    double kk, kx, xx;  // of k^2, of k x, of x^2
    double kkxx;        // of (k x)^2
} pibd_gram_sums;

// Weight of each element in the gradient: k (k (a + b x^2) + c x + u_i + u_j).
typedef struct {
    double a, b, c;
} pibd_gram_weight;

#define PIBD_GRAM_KERNELS(S, suffix)                                                                               \
    /* centred row i = row order[i] of `rows` minus the column means (n x d). Returns the sum of all squares; it is */ \
    /* not finite if an element is not. Equal rows give exact zeros whatever their offset. */                      \
    double pibd_centre_##suffix(const S *rows, const ptrdiff_t *order, ptrdiff_t n, ptrdiff_t d, S *centred);       \
    /* k = exp(-|t_i - t_j|^2 rate) from the inner products t_i . t_j, in place; squares is scratch for n. */      \
    void pibd_gaussian_##suffix(ptrdiff_t n, double rate, S *k, S *squares);                                       \
    /* x = 1 where j < ends[i], the end of the class of row i, and 0 elsewhere. */                                 \
    void pibd_same_class_##suffix(ptrdiff_t n, const ptrdiff_t *ends, S *x);                                       \
    /* Sums over k and x, and their row sums. */                                                                   \
    pibd_gram_sums pibd_gram_moments_##suffix(ptrdiff_t n, const S *k, const S *x, double *k_rows, double *x_rows); \
    /* p += k (k (a + b x^2) + c x + u_i + u_j). */                                                                \
    void pibd_weigh_quadratic_##suffix(                                                                            \
        ptrdiff_t n, pibd_gram_weight weight, const S *u, const S *k, const S *x, S *p);                           \
    /* p += k g. */                                                                                                \
    void pibd_weigh_##suffix(ptrdiff_t n, const double *g, const S *k, S *p);                                      \
    /* p_ii = -(sum of the other elements of row i), so that p T holds sum_j p_ij (t_j - t_i); sums is scratch. */ \
    void pibd_laplacian_##suffix(ptrdiff_t n, S *p, double *sums);                                                 \
    /* m x m block of k (of k x if x is not null) that starts at `first` on the diagonal, times scale off the */   \
    /* diagonal and `diagonal` on it, in double. */                                                                \
    void pibd_gram_block_##suffix(                                                                                 \
        ptrdiff_t n, const S *k, const S *x, ptrdiff_t first, ptrdiff_t m, double scale, double diagonal,          \
        double *block);                                                                                            \
    /* g += h x (h if x is null), h being an m x m block of the n x n matrix g that starts at `first`. */          \
    void pibd_add_block_##suffix(                                                                                  \
        ptrdiff_t n, const double *h, const S *x, ptrdiff_t first, ptrdiff_t m, double scale, double *g);          \
    /* Sum of a[i] b[i]. */                                                                                        \
    double pibd_dot_##suffix(ptrdiff_t count, const S *a, const S *b);                                             \
    /* out row order[i] = pull * forces row i + spread * centred row i (n x d). */                                 \
    void pibd_outputs_gradient_##suffix(                                                                           \
        ptrdiff_t n, ptrdiff_t d, const ptrdiff_t *order, double pull, const S *forces, double spread,             \
        const S *centred, S *out);

PIBD_GRAM_KERNELS(float, f32)
PIBD_GRAM_KERNELS(double, f64)

#undef PIBD_GRAM_KERNELS

// Multiplies row i of a rows x columns matrix by factors[i].
void pibd_scale_rows(ptrdiff_t rows, ptrdiff_t columns, const double *factors, double *elements);
#endif
