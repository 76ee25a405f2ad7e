// What the host does with a unit's measured outputs, and the update in pulses.
#ifndef PIBD_UNITS_H
#define PIBD_UNITS_H
#include <stddef.h>
#include <stdint.h>

enum { PIBD_LINEAR = 0, PIBD_CLIP = 1, PIBD_TANH = 2 };

// outputs[i] = phi(values[i]), in place.
void pibd_activate(float *values, ptrdiff_t count, int activation);
// gradient[i] *= phi'(.), written with the activated outputs.
void pibd_activation_slope(float *gradient, const float *outputs, ptrdiff_t count, int activation);
// Rounds to the grid of `steps` steps per unit, in place.
void pibd_quantise(float *values, ptrdiff_t count, float steps);

typedef struct {
    ptrdiff_t zero;       // outputs that are exactly 0
    ptrdiff_t saturated;  // outputs at or above `ceiling` in magnitude
    ptrdiff_t dead;       // columns that never change within the batch
} pibd_output_counts;
// Counts over an n x d batch of activated outputs.
pibd_output_counts pibd_count_outputs(const float *outputs, ptrdiff_t n, ptrdiff_t d, float ceiling);

typedef struct {
    float first_decay, second_decay;            // decay of the two moments
    float first_correction, second_correction;  // 1 / (1 - decay^t)
    float pulses;                               // pulses of one full step: learning rate / pulse step
    float epsilon, largest;                     // guard of the division; most pulses of one update
} pibd_adam;
// One Adam step in pulses for `count` weights: moments are updated in place, the step is rounded stochastically with
// one uniform number a weight, and pairs receives +k for G+ and -k for G-. Returns the pulses asked for.
int64_t pibd_adam_pulses(
    float *first, float *second, const float *gradient, const float *uniforms, int8_t *pairs, ptrdiff_t count,
    pibd_adam adam);
#endif
