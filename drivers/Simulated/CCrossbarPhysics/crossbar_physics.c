#include "crossbar_physics.h"
#include <math.h>

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

CLONES void pibd_crossbar_pulse(
    float *restrict conductance, const float *restrict set_scale, const float *restrict reset_scale,
    const float *restrict maximum, const int8_t *restrict counts, const float *restrict normals, ptrdiff_t count,
    pibd_pulse_physics physics) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float k = (float)counts[i];
        float pulses = fabsf(k);
        float g = conductance[i];
        // (1 + s xi / sqrt k) k: the noise of k independent pulses, drawn once.
        float moved = physics.step * (pulses + physics.step_noise * normals[i] * sqrtf(pulses));
        float room_up = physics.soft ? maximum[i] - g : 1.0f;
        float room_down = physics.soft ? g - physics.minimum : 1.0f;
        float change = k > 0 ? moved * set_scale[i] * room_up : -moved * reset_scale[i] * room_down;
        float next = g + change;
        // A cell that starts outside its own bounds (stuck, or drifted) stays where it is until it is moved.
        next = next > maximum[i] ? maximum[i] : next;
        next = next < physics.minimum ? physics.minimum : next;
        conductance[i] = change != 0 ? next : g;
    }
}

CLONES void pibd_crossbar_weights(
    const float *restrict cells, ptrdiff_t rows, ptrdiff_t columns, float *restrict weights) {
    ptrdiff_t outputs = columns / 2;
    for (ptrdiff_t r = 0; r < rows; r++) {
        const float *row = cells + r * columns;
        float *out = weights + r * outputs;
        for (ptrdiff_t j = 0; j < outputs; j++) out[j] = row[2 * j] - row[2 * j + 1];
    }
}

CLONES ptrdiff_t pibd_crossbar_readout(
    float *restrict values, ptrdiff_t n, ptrdiff_t outputs, const float *restrict column_gain,
    const float *restrict offset, const float *restrict normals, float *restrict scratch,
    pibd_readout_physics physics) {
    // scratch: the noise amplitude of every column for this burst.
    if (physics.noise_reference > 0) {
        for (ptrdiff_t j = 0; j < outputs; j++) scratch[j] = physics.noise_reference * physics.read_noise;
    } else {
        for (ptrdiff_t j = 0; j < outputs; j++) scratch[j] = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            for (ptrdiff_t j = 0; j < outputs; j++) {
                float v = values[i * outputs + j] * physics.gain;
                scratch[j] += v * v;
            }
        }
        for (ptrdiff_t j = 0; j < outputs; j++) scratch[j] = physics.read_noise * sqrtf(scratch[j] / (float)n);
    }
    float code_weight = physics.full_scale / physics.levels;
    float per_volt = physics.levels / physics.full_scale;
    ptrdiff_t saturated = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        int32_t row_saturated = 0;
        for (ptrdiff_t j = 0; j < outputs; j++) {
            ptrdiff_t e = i * outputs + j;
            float analogue = (values[e] * physics.gain + scratch[j] * normals[e]) * column_gain[j] + offset[j];
            float code = rintf(analogue * per_volt);
            row_saturated += fabsf(code) >= physics.levels;
            code = code > physics.levels ? physics.levels : code;
            code = code < -physics.levels ? -physics.levels : code;
            values[e] = code * code_weight;
        }
        saturated += row_saturated;
    }
    return saturated;
}

CLONES void pibd_crossbar_quantise_drive(float *values, ptrdiff_t count, float steps) {
    for (ptrdiff_t i = 0; i < count; i++) values[i] = rintf(values[i] * steps) / steps;
}
