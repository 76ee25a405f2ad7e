#include "momentum.h"
#include "clones.h"
#include <math.h>

CLONES double pibd_momentum_follow(
    float *restrict first, const float *restrict gradient, ptrdiff_t count, float decay) {
#pragma clang fp reassociate(on)
    double squares = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float g = gradient[i];
        first[i] = decay * first[i] + (1 - decay) * g;
        squares += (double)g * g;
    }
    return squares;
}

CLONES int64_t pibd_momentum_pulses(
    const float *restrict first, const float *restrict uniforms, int8_t *restrict pairs, ptrdiff_t count, float scale,
    float largest) {
    const int limit = (int)largest;
    int64_t total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        float k = scale * first[i];
        k = k > largest ? largest : k;
        k = k < -largest ? -largest : k;
        int rounded = (int)floorf(k + uniforms[i]);
        // The sum itself may have been rounded up to the next whole number.
        rounded = rounded > limit ? limit : rounded;
        pairs[2 * i] = (int8_t)rounded;
        pairs[2 * i + 1] = (int8_t)-rounded;
        total += rounded < 0 ? -rounded : rounded;
    }
    return 2 * total;
}
