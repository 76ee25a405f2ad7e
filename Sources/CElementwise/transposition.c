#include "transposition.h"

enum { BLOCK = 16 };

#define LESSER(a, b) ((a) < (b) ? (a) : (b))
#define GREATER(a, b) ((a) > (b) ? (a) : (b))

#define TRANSPOSE(S, suffix)                                                                                       \
    void pibd_transpose_##suffix(const S *restrict source, ptrdiff_t rows, ptrdiff_t columns, S *restrict target) { \
        for (ptrdiff_t top = 0; top < rows; top += BLOCK) {                                                        \
            for (ptrdiff_t left = 0; left < columns; left += BLOCK) {                                              \
                const ptrdiff_t bottom = LESSER(top + BLOCK, rows), right = LESSER(left + BLOCK, columns);         \
                for (ptrdiff_t j = left; j < right; j++) {                                                         \
                    for (ptrdiff_t i = top; i < bottom; i++) target[j * rows + i] = source[i * columns + j];       \
                }                                                                                                  \
            }                                                                                                      \
        }                                                                                                          \
    }

#define MIRROR_UPPER(S, suffix)                                                                                    \
    void pibd_mirror_upper_##suffix(S *elements, ptrdiff_t n) {                                                    \
        for (ptrdiff_t top = 0; top < n; top += BLOCK) {                                                           \
            for (ptrdiff_t left = top; left < n; left += BLOCK) {                                                  \
                const ptrdiff_t bottom = LESSER(top + BLOCK, n), right = LESSER(left + BLOCK, n);                  \
                for (ptrdiff_t i = top; i < bottom; i++) {                                                         \
                    for (ptrdiff_t j = GREATER(left, i + 1); j < right; j++) {                                     \
                        elements[j * n + i] = elements[i * n + j];                                                 \
                    }                                                                                              \
                }                                                                                                  \
            }                                                                                                      \
        }                                                                                                          \
    }

TRANSPOSE(float, f32)
TRANSPOSE(double, f64)
MIRROR_UPPER(float, f32)
MIRROR_UPPER(double, f64)
