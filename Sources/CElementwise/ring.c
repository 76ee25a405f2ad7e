#include "clones.h"
#include "reservoirs.h"

// tanh by a rational function of degree 13 over 6, to 3e-7; the library's function does not vectorise.
static inline float saturate(float x) {
    x = x > 7.9053111f ? 7.9053111f : x;
    x = x < -7.9053111f ? -7.9053111f : x;
    float s = x * x;
    float p = 4.89352455891786e-03f + s * (6.37261928875436e-04f + s * (1.48572235717979e-05f
        + s * (5.12229709037114e-08f + s * (-8.60467152213735e-11f + s * (2.00018790482477e-13f
        - s * 2.76076847742355e-16f)))));
    float q = 4.89352518554385e-03f + s * (2.26843463243900e-03f + s * (1.18534705686654e-04f
        + s * 1.19825839466702e-06f));
    return x * p / q;
}

CLONES static void run_node(
    const float *restrict signal, const float *restrict bias, ptrdiff_t n, float mask, float level,
    const float *restrict before, const float *restrict normals, pibd_ring_physics physics, float *restrict node) {
    for (ptrdiff_t i = 0; i < n; i++) {
        float sum = physics.feedback * node[i] + physics.bandwidth * before[i] + mask * signal[i] + level * bias[i];
        if (normals) sum += physics.noise * normals[i];
        node[i] = saturate(sum);
    }
}

void pibd_ring_run(
    const float *signals, const float *bias, ptrdiff_t steps, ptrdiff_t n, const float *masks, const float *biases,
    ptrdiff_t nodes, const float *normals, pibd_ring_physics physics, float *state) {
    if (nodes < 2) return;
    for (ptrdiff_t t = 0; t < steps; t++) {
        for (ptrdiff_t k = 0; k < nodes; k++) {
            const float *before = state + (k > 0 ? k - 1 : nodes - 1) * n;
            const float *draws = normals ? normals + (t * nodes + k) * n : 0;
            run_node(signals + t * n, bias, n, masks[k], biases[k], before, draws, physics, state + k * n);
        }
    }
}
