#include "philox.h"

#include <string.h>

// Blocks computed side by side: whole vectors at every width, so that each element takes the same instructions
// wherever it falls in a fill (the same seed must give the same bits).
enum { LANES = 32 };

#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#define INLINE static inline __attribute__((always_inline))

typedef struct {
    uint32_t word[4];
} Block;

// The words stay in 64-bit lanes and only their low halves count: each half round is one widening multiplication,
// one shift and one three-way exclusive or.
INLINE Block philox(uint64_t key, uint64_t position) {
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    uint64_t c0 = (uint32_t)position, c1 = position >> 32, c2 = 0, c3 = 0;
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = (uint64_t)(uint32_t)c0 * 0xD2511F53u;
        const uint64_t p1 = (uint64_t)(uint32_t)c2 * 0xCD9E8D57u;
        c0 = (p1 >> 32) ^ c1 ^ k0;
        c1 = p1;
        c2 = (p0 >> 32) ^ c3 ^ k1;
        c3 = p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (Block){{(uint32_t)c0, (uint32_t)c1, (uint32_t)c2, (uint32_t)c3}};
}

INLINE float bits_to_float(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

INLINE uint32_t float_to_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// ln(x) for normal x > 0; polynomial of the Cephes library (Moshier), about 1 ulp.
INLINE float natural_log(float x) {
    const uint32_t shifted = float_to_bits(x) - 0x3F3504F3u;  // sqrt(1/2): the mantissa ends up in [0.707, 1.414)
    const float exponent = (float)((int32_t)shifted >> 23);
    const float m = bits_to_float((shifted & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;
    float p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    const float square = m * m;
    return exponent * 0.693147181f + (m - 0.5f * square + m * square * p);
}

// One Box-Muller pair from two words.
INLINE void normal_pair(uint32_t radius_word, uint32_t angle_word, float *first, float *second) {
    // (0, 1]: never zero, so the logarithm is finite; signed conversion because only AVX-512 has the unsigned one.
    const float u = ((float)(int32_t)(radius_word >> 1) + 0.5f) * 0x1p-31f;
    const float radius = __builtin_elementwise_sqrt(-2.0f * natural_log(u));
    // The angle is split in integers, hence exactly: nearest quarter turn, and the rest within an eighth of a turn.
    const uint32_t quadrant = (angle_word + 0x20000000u) >> 30;
    const float angle = (float)(int32_t)(angle_word - (quadrant << 30)) * (6.28318531f * 0x1p-32f);
    const float square = angle * angle;
    const float sine =
        angle + angle * square * (-1.6666654611e-1f + square * (8.3321608736e-3f + square * -1.9515295891e-4f));
    const float tail = 4.166664568e-2f + square * (-1.388731625e-3f + square * 2.443315712e-5f);
    const float cosine = 1.0f - 0.5f * square + square * square * tail;
    const float x = quadrant & 1 ? sine : cosine;
    const float y = quadrant & 1 ? cosine : sine;
    *first = bits_to_float(float_to_bits(radius * x) ^ ((quadrant + 1) & 2) << 30);
    *second = bits_to_float(float_to_bits(radius * y) ^ (quadrant & 2) << 30);
}

INLINE void normal_lanes(uint64_t key, uint64_t position, float *restrict out) {
    for (int lane = 0; lane < LANES; lane++) {
        const Block block = philox(key, position + (uint64_t)lane);
        normal_pair(block.word[0], block.word[1], &out[4 * lane], &out[4 * lane + 1]);
        normal_pair(block.word[2], block.word[3], &out[4 * lane + 2], &out[4 * lane + 3]);
    }
}

INLINE void uniform_lanes(uint64_t key, uint64_t position, float *restrict out) {
    for (int lane = 0; lane < LANES; lane++) {
        const Block block = philox(key, position + (uint64_t)lane);
        for (int word = 0; word < 4; word++) {
            out[4 * lane + word] = (float)(int32_t)(block.word[word] >> 8) * 0x1p-24f;
        }
    }
}

void pibd_philox_block(uint64_t key, uint64_t position, uint32_t *words) {
    const Block block = philox(key, position);
    memcpy(words, block.word, sizeof block.word);
}

CLONES
void pibd_philox_uniform(uint64_t key, uint64_t position, float *out, ptrdiff_t count) {
    for (; count >= 4 * LANES; count -= 4 * LANES, out += 4 * LANES, position += LANES) {
        uniform_lanes(key, position, out);
    }
    if (count > 0) {
        float rest[4 * LANES];
        uniform_lanes(key, position, rest);
        memcpy(out, rest, (size_t)count * sizeof *out);
    }
}

CLONES
void pibd_philox_normal(uint64_t key, uint64_t position, float *out, ptrdiff_t count) {
    for (; count >= 4 * LANES; count -= 4 * LANES, out += 4 * LANES, position += LANES) {
        normal_lanes(key, position, out);
    }
    if (count > 0) {
        float rest[4 * LANES];
        normal_lanes(key, position, rest);
        memcpy(out, rest, (size_t)count * sizeof *out);
    }
}
