#include "pulses.h"
#include "clones.h"
#include <math.h>

static inline int magnitude(int8_t count) { return count < 0 ? -(int)count : count; }

CLONES int pibd_pulses_largest(const int8_t *counts, ptrdiff_t count) {
    int largest = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        int m = magnitude(counts[i]);
        largest = m > largest ? m : largest;
    }
    return largest;
}

CLONES int64_t pibd_pulses_total(const int8_t *counts, ptrdiff_t count) {
    int64_t total = 0;
    for (ptrdiff_t i = 0; i < count; i++) total += magnitude(counts[i]);
    return total;
}

CLONES uint32_t pibd_pulses_highest_after(
    const int8_t *counts, ptrdiff_t rows, ptrdiff_t columns, const uint32_t *wear, ptrdiff_t stride) {
    uint32_t highest = 0;
    for (ptrdiff_t r = 0; r < rows; r++) {
        for (ptrdiff_t c = 0; c < columns; c++) {
            uint32_t total = wear[r * stride + c] + (uint32_t)magnitude(counts[r * columns + c]);
            highest = total > highest ? total : highest;
        }
    }
    return highest;
}

CLONES uint32_t pibd_pulses_accumulate(
    const int8_t *counts, ptrdiff_t rows, ptrdiff_t columns, uint32_t *wear, ptrdiff_t stride) {
    uint32_t highest = 0;
    for (ptrdiff_t r = 0; r < rows; r++) {
        for (ptrdiff_t c = 0; c < columns; c++) {
            uint32_t total = wear[r * stride + c] + (uint32_t)magnitude(counts[r * columns + c]);
            wear[r * stride + c] = total;
            highest = total > highest ? total : highest;
        }
    }
    return highest;
}

CLONES float pibd_largest_magnitude(const float *values, ptrdiff_t count) {
    // The maximum alone would lose a NaN, since every comparison with it is false: sum up whether one was seen.
    float largest = 0;
    int unordered = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        float m = fabsf(values[i]);
        unordered |= m != m;
        largest = m > largest ? m : largest;
    }
    return unordered ? NAN : largest;
}

CLONES float pibd_smallest(const float *values, ptrdiff_t count) {
    float smallest = count > 0 ? values[0] : 0;
    for (ptrdiff_t i = 1; i < count; i++) smallest = values[i] < smallest ? values[i] : smallest;
    return smallest;
}
