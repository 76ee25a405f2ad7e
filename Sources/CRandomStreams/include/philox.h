#ifndef PIBD_PHILOX_H
#define PIBD_PHILOX_H

#include <stddef.h>
#include <stdint.h>

// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
// The counter is {low half of position, high half of position, 0, 0}, the key {low half, high half}.

/// The four words of the block at `position` of the stream `key`.
void pibd_philox_block(uint64_t key, uint64_t position, uint32_t *words);

/// `count` uniform numbers in [0, 1) with 24 random bits; element e is word e % 4 of block position + e / 4, so a
/// fill does not depend on how it is cut at multiples of four.
void pibd_philox_uniform(uint64_t key, uint64_t position, float *out, ptrdiff_t count);

/// `count` standard normal numbers (Box-Muller on words 0 and 1, and on words 2 and 3, of each block); elements
/// 4b to 4b + 3 come from block position + b. Finite for every word; the magnitude never exceeds 6.67.
void pibd_philox_normal(uint64_t key, uint64_t position, float *out, ptrdiff_t count);

#endif
