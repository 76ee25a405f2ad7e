// Momentum with one root mean square for a whole unit, as whole pulses.
#ifndef PIBD_MOMENTUM_H
#define PIBD_MOMENTUM_H
#include <stddef.h>
#include <stdint.h>

// first[i] = decay first[i] + (1 - decay) gradient[i]; returns the sum of the squared gradients.
double pibd_momentum_follow(float *first, const float *gradient, ptrdiff_t count, float decay);
// k = scale first[i], clipped to +-largest (a whole number up to 127) and rounded stochastically with one uniform
// number a weight; pairs receives +k for G+ and -k for G-. Returns the pulses asked for.
int64_t pibd_momentum_pulses(
    const float *first, const float *uniforms, int8_t *pairs, ptrdiff_t count, float scale, float largest);
#endif
