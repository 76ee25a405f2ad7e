#include "units.h"
#include "clones.h"
#include <math.h>

CLONES void pibd_activate(float *values, ptrdiff_t count, int activation) {
    if (activation == PIBD_CLIP) {
        for (ptrdiff_t i = 0; i < count; i++) {
            float v = values[i];
            v = v > 1 ? 1 : v;
            values[i] = v < 0 ? 0 : v;
        }
    } else if (activation == PIBD_TANH) {
        for (ptrdiff_t i = 0; i < count; i++) values[i] = tanhf(values[i]);
    }
}

CLONES void pibd_activation_slope(
    float *restrict gradient, const float *restrict outputs, ptrdiff_t count, int activation) {
    if (activation == PIBD_CLIP) {
        for (ptrdiff_t i = 0; i < count; i++) {
            gradient[i] = ((outputs[i] > 0) & (outputs[i] < 0.999f)) ? gradient[i] : 0;
        }
    } else if (activation == PIBD_TANH) {
        for (ptrdiff_t i = 0; i < count; i++) gradient[i] *= 1 - outputs[i] * outputs[i];
    }
}

CLONES void pibd_quantise(float *values, ptrdiff_t count, float steps) {
    for (ptrdiff_t i = 0; i < count; i++) values[i] = rintf(values[i] * steps) / steps;
}

CLONES pibd_output_counts pibd_count_outputs(const float *outputs, ptrdiff_t n, ptrdiff_t d, float ceiling) {
    pibd_output_counts counts = {0, 0, 0};
    for (ptrdiff_t i = 0; i < n * d; i++) {
        counts.zero += outputs[i] == 0;
        counts.saturated += fabsf(outputs[i]) >= ceiling;
    }
    for (ptrdiff_t j = 0; j < d; j++) {
        int changed = 0;
        for (ptrdiff_t i = 1; i < n && !changed; i++) changed = outputs[i * d + j] != outputs[j];
        counts.dead += !changed;
    }
    return counts;
}

CLONES int64_t pibd_adam_pulses(
    float *restrict first, float *restrict second, const float *restrict gradient, const float *restrict uniforms,
    int8_t *restrict pairs, ptrdiff_t count, pibd_adam adam) {
    int64_t total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        float g = gradient[i];
        float m = adam.first_decay * first[i] + (1 - adam.first_decay) * g;
        float v = adam.second_decay * second[i] + (1 - adam.second_decay) * g * g;
        first[i] = m;
        second[i] = v;
        float step = m * adam.first_correction / (sqrtf(v * adam.second_correction) + adam.epsilon);
        float k = -adam.pulses * step;
        k = k > adam.largest ? adam.largest : k;
        k = k < -adam.largest ? -adam.largest : k;
        int rounded = (int)floorf(k + uniforms[i]);
        pairs[2 * i] = (int8_t)rounded;
        pairs[2 * i + 1] = (int8_t)-rounded;
        total += rounded < 0 ? -rounded : rounded;
    }
    return 2 * total;
}
