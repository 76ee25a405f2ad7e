// Rows of a batch taken as directions from their mean; every function for float and for double.
#ifndef PIBD_DIRECTIONS_H
#define PIBD_DIRECTIONS_H
#include <stddef.h>

#define PIBD_DIRECTION_KERNELS(S, suffix)                                                                          \
    /* Divides each row (n x d) by its length, in place, and keeps the length. A row of at most the length        \
       `smallest` has no direction: it becomes zero, and so does its length. */                                    \
    void pibd_directions_##suffix(ptrdiff_t n, ptrdiff_t d, double smallest, S *rows, double *lengths);            \
    /* From the gradient pull * forces at the directions u to that at the rows they were made of (n x d): what lies \
       along u is removed, the rest divided by the row's length (zero for a row without direction), written to row  \
       order[i] of out, and the column means, through which the common mean acts, are subtracted. */               \
    void pibd_directions_gradient_##suffix(                                                                        \
        ptrdiff_t n, ptrdiff_t d, const ptrdiff_t *order, double pull, const S *forces, const S *directions,       \
        const double *lengths, S *out);

PIBD_DIRECTION_KERNELS(float, f32)
PIBD_DIRECTION_KERNELS(double, f64)

#undef PIBD_DIRECTION_KERNELS
#endif
