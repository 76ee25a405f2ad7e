// Coupled oscillators and delay-line rings, element by element, between the BLAS calls.
#ifndef PIBD_RESERVOIRS_H
#define PIBD_RESERVOIRS_H
#include <stddef.h>

// Restoring force of an oscillator, as a function of u = stiffness * q.
enum {
    PIBD_PENDULUM = 0,  // sin u
    PIBD_DUFFING = 1    // u - u^3/6, held at its maximum beyond |u| = sqrt 2, where a softening spring gives way
};

// forces[i] = f(stiffness * positions[i]); slopes[i] = df/dq unless slopes is null.
void pibd_oscillator_force(
    const float *positions, ptrdiff_t count, float stiffness, int kind, float *forces, float *slopes);
// settings[i] = the difference of the pair targets[2 i], targets[2 i + 1] in parts of top, on a grid of 1/levels.
void pibd_oscillator_settings(const float *targets, ptrdiff_t count, float top, float levels, float *settings);
// M (n x n) of q'' = M f(q) - f(q) + drives from settings (rows x width, the first rows belonging to oscillators):
// J = scale (F + F^T)/2 without its diagonal, F being the settings with zeros around; `deviation` (n columns of a
// symmetric matrix with `stride` columns, null for none) is added to J; M_ij = J_ij, M_jj = -sum of column j.
void pibd_oscillator_couplings(
    const float *settings, ptrdiff_t rows, ptrdiff_t width, float scale, const float *deviation, ptrdiff_t stride,
    ptrdiff_t n, float *m);
// The gradient at the settings (rows x width) from the gradient at M (n x n): the adjoint of the above.
void pibd_oscillator_settings_gradient(
    const float *m_gradient, ptrdiff_t n, float scale, ptrdiff_t rows, ptrdiff_t width, float *gradient);
// accelerations (n x width, holding M f(q)) += levels[i] * drives[j] - forces.
void pibd_oscillator_drive(
    const float *forces, const float *levels, const float *drives, ptrdiff_t n, ptrdiff_t width,
    float *accelerations);
// out = a + factor_b * b + factor_c * c; c may be null.
void pibd_combine(
    const float *a, float factor_b, const float *b, float factor_c, const float *c, ptrdiff_t count, float *out);
// One Runge-Kutta step of q'' = a(q): positions and velocities from the accelerations of the four stages.
void pibd_oscillator_step(
    float *positions, float *velocities, const float *a1, const float *a2, const float *a3, const float *a4,
    float step, ptrdiff_t count);
// Adjoint of one kick, p += h a(q), and of the drift before it, q += drift p: pulls (h times the gradient at p) are the
// gradient at the accelerations, pulled is their product with M.
// at_positions += (pulled - pulls) * slopes; at_velocities += drift * at_positions.
void pibd_oscillator_kick_adjoint(
    const float *pulled, const float *pulls, const float *slopes, float drift, float *at_positions,
    float *at_velocities, ptrdiff_t count);
// out = factor * a.
void pibd_scale(const float *a, float factor, ptrdiff_t count, float *out);

typedef struct {
    float feedback;   // share of a node's amplitude that comes back after a round trip, amplification included
    float bandwidth;  // share of the node before that leaks into a node
    float noise;      // standard deviation of the thermal noise at a node and round trip
} pibd_ring_physics;
// Runs a ring of `nodes` time slots over `steps` round trips, for n signals at once:
// s_k(t) = tanh(feedback s_k(t-1) + bandwidth s_(k-1)(t) + x_t in_k + bias b_k + noise xi), s_(-1)(t) = s_last(t-1).
// signals: steps x n (x_t of each signal); bias: n levels; masks and biases: one for each node; normals: steps x nodes
// x n standard normals, or null; state: nodes x n, zero or what the ring held before, and the result.
void pibd_ring_run(
    const float *signals, const float *bias, ptrdiff_t steps, ptrdiff_t n, const float *masks, const float *biases,
    ptrdiff_t nodes, const float *normals, pibd_ring_physics physics, float *state);
#endif
