#include "gram.h"
#include "clones.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

// exp(x) for x <= 0, about 1 ulp; 0 where the result would be subnormal. Polynomial of the Cephes library (Moshier).
static inline __attribute__((always_inline)) float exponential(float x) {
    const float bounded = x > -87.3f ? x : -87.3f;
    // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
    const float shifted = bounded * 1.44269504f + 12582912.0f;
    const float whole = shifted - 12582912.0f;
    const float r = (bounded - whole * 0.693359375f) + whole * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + 0x3F800000u;
    float power;
    memcpy(&power, &bits, sizeof power);
    return x > -87.3f ? (p * (r * r) + r + 1.0f) * power : 0.0f;
}

#define S float
#define NAME(name) name##_f32
#define EXPONENTIAL exponential
#include "gram_kernels.h"
#undef S
#undef NAME
#undef EXPONENTIAL

#define S double
#define NAME(name) name##_f64
#define EXPONENTIAL exp
#include "gram_kernels.h"

CLONES void pibd_scale_rows(
    ptrdiff_t rows, ptrdiff_t columns, const double *restrict factors, double *restrict elements) {
    for (ptrdiff_t i = 0; i < rows; i++) {
        for (ptrdiff_t j = 0; j < columns; j++) elements[i * columns + j] *= factors[i];
    }
}
