// Matrix elements moved about the diagonal, block by block to stay in the cache.
#ifndef PIBD_TRANSPOSITION_H
#define PIBD_TRANSPOSITION_H
#include <stddef.h>

// target (columns x rows) = source (rows x columns) transposed.
void pibd_transpose_f32(const float *source, ptrdiff_t rows, ptrdiff_t columns, float *target);
void pibd_transpose_f64(const double *source, ptrdiff_t rows, ptrdiff_t columns, double *target);
// Copies the upper triangle of an n x n matrix onto its lower one.
void pibd_mirror_upper_f32(float *elements, ptrdiff_t n);
void pibd_mirror_upper_f64(double *elements, ptrdiff_t n);
#endif
