// Counted pulses: largest magnitude, sum, and the wear they cause.
#ifndef PIBD_PULSES_H
#define PIBD_PULSES_H
#include <stddef.h>
#include <stdint.h>

// Largest |counts[i]|.
int pibd_pulses_largest(const int8_t *counts, ptrdiff_t count);
// Sum of |counts[i]|.
int64_t pibd_pulses_total(const int8_t *counts, ptrdiff_t count);
// Largest wear[i] + |counts[i]| over a block; wear advances by `stride` a row, counts by `columns`.
uint32_t pibd_pulses_highest_after(
    const int8_t *counts, ptrdiff_t rows, ptrdiff_t columns, const uint32_t *wear, ptrdiff_t stride);
// wear[i] += |counts[i]| over a block; returns the largest wear there is in it then.
uint32_t pibd_pulses_accumulate(
    const int8_t *counts, ptrdiff_t rows, ptrdiff_t columns, uint32_t *wear, ptrdiff_t stride);
// Largest |values[i]|; NaN if any element is NaN.
float pibd_largest_magnitude(const float *values, ptrdiff_t count);
// Smallest values[i]; 0 for none.
float pibd_smallest(const float *values, ptrdiff_t count);
#endif
