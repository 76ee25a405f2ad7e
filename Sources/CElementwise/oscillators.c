#include "clones.h"
#include "reservoirs.h"
#include <math.h>

// sin and cos of r in -pi/2...pi/2 by their series, to 6e-8; the library's functions do not vectorise.
static inline float series_sine(float r) {
    float s = r * r;
    return r * (1 + s * (-1.6666667e-1f + s * (8.3333333e-3f + s * (-1.9841270e-4f + s * (2.7557319e-6f
        - s * 2.5052108e-8f)))));
}

static inline float series_cosine(float r) {
    float s = r * r;
    return 1 + s * (-0.5f + s * (4.1666667e-2f + s * (-1.3888889e-3f + s * (2.4801587e-5f + s * (-2.7557319e-7f
        + s * 2.0876757e-9f)))));
}

// x = r + k pi with |r| <= pi/2; the sign is (-1)^k. pi in two parts, so that large angles keep their digits.
static inline float reduced(float x, float *sign) {
    float k = rintf(x * 0.318309886f);
    *sign = 1 - 2 * (k - 2 * floorf(k * 0.5f));
    return (x - k * 3.140625f) - k * 9.67653590e-4f;
}

CLONES static void pendulum(const float *q, ptrdiff_t count, float stiffness, float *forces, float *slopes) {
    if (!slopes) {
        for (ptrdiff_t i = 0; i < count; i++) {
            float sign, r = reduced(stiffness * q[i], &sign);
            forces[i] = sign * series_sine(r);
        }
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++) {
        float sign, r = reduced(stiffness * q[i], &sign);
        forces[i] = sign * series_sine(r);
        slopes[i] = stiffness * sign * series_cosine(r);
    }
}

CLONES static void duffing(const float *q, ptrdiff_t count, float stiffness, float *forces, float *slopes) {
    const float top = 1.41421356f;
    for (ptrdiff_t i = 0; i < count; i++) {
        float u = stiffness * q[i];
        u = u > top ? top : u;
        u = u < -top ? -top : u;
        forces[i] = u - u * u * u * (1.0f / 6);
        if (slopes) slopes[i] = stiffness * (1 - 0.5f * u * u);
    }
}

void pibd_oscillator_force(
    const float *positions, ptrdiff_t count, float stiffness, int kind, float *forces, float *slopes) {
    (kind == PIBD_DUFFING ? duffing : pendulum)(positions, count, stiffness, forces, slopes);
}

CLONES void pibd_oscillator_settings(
    const float *restrict targets, ptrdiff_t count, float top, float levels, float *restrict settings) {
    float scale = levels / top, step = 1 / levels;
    for (ptrdiff_t i = 0; i < count; i++) {
        settings[i] = rintf((targets[2 * i] - targets[2 * i + 1]) * scale) * step;
    }
}

// m_ij and m_ji become their sum, a tile at a time so that both stay in the cache.
CLONES static void symmetrise(float *m, ptrdiff_t n) {
    enum { side = 16 };
    for (ptrdiff_t top = 0; top < n; top += side) {
        for (ptrdiff_t left = top; left < n; left += side) {
            ptrdiff_t bottom = top + side < n ? top + side : n, right = left + side < n ? left + side : n;
            for (ptrdiff_t i = top; i < bottom; i++) {
                for (ptrdiff_t j = left > i ? left : i + 1; j < right; j++) {
                    m[i * n + j] += m[j * n + i];
                    m[j * n + i] = m[i * n + j];
                }
            }
        }
    }
}

CLONES void pibd_oscillator_couplings(
    const float *settings, ptrdiff_t rows, ptrdiff_t width, float scale, const float *deviation, ptrdiff_t stride,
    ptrdiff_t n, float *m) {
    float half = 0.5f * scale;
    for (ptrdiff_t i = 0; i < n; i++) {
        ptrdiff_t set = i < rows ? width : 0;
        for (ptrdiff_t j = 0; j < set; j++) m[i * n + j] = half * settings[i * width + j];
        for (ptrdiff_t j = set; j < n; j++) m[i * n + j] = 0;
    }
    symmetrise(m, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        // J is symmetric, so the sum of a column is that of its row.
        float sum = 0;
        if (deviation) {
            for (ptrdiff_t j = 0; j < n; j++) m[i * n + j] += deviation[i * stride + j];
        }
        m[i * n + i] = 0;
        for (ptrdiff_t j = 0; j < n; j++) sum += m[i * n + j];
        m[i * n + i] = -sum;
    }
}

void pibd_oscillator_settings_gradient(
    const float *m_gradient, ptrdiff_t n, float scale, ptrdiff_t rows, ptrdiff_t width, float *gradient) {
    for (ptrdiff_t i = 0; i < rows; i++) {
        for (ptrdiff_t j = 0; j < width; j++) {
            float there = m_gradient[i * n + j] - m_gradient[j * n + j];
            float back = m_gradient[j * n + i] - m_gradient[i * n + i];
            gradient[i * width + j] = i == j ? 0 : 0.5f * scale * (there + back);
        }
    }
}

CLONES void pibd_oscillator_drive(
    const float *restrict forces, const float *restrict levels, const float *restrict drives, ptrdiff_t n,
    ptrdiff_t width, float *restrict accelerations) {
    for (ptrdiff_t i = 0; i < n; i++) {
        for (ptrdiff_t j = 0; j < width; j++) {
            accelerations[i * width + j] += levels[i] * drives[j] - forces[i * width + j];
        }
    }
}

CLONES void pibd_combine(
    const float *a, float factor_b, const float *b, float factor_c, const float *c, ptrdiff_t count, float *out) {
    if (!c) {
        for (ptrdiff_t i = 0; i < count; i++) out[i] = a[i] + factor_b * b[i];
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++) out[i] = a[i] + factor_b * b[i] + factor_c * c[i];
}

CLONES void pibd_oscillator_step(
    float *restrict positions, float *restrict velocities, const float *restrict a1, const float *restrict a2,
    const float *restrict a3, const float *restrict a4, float step, ptrdiff_t count) {
    float square = step * step / 6, sixth = step / 6;
    for (ptrdiff_t i = 0; i < count; i++) {
        positions[i] += step * velocities[i] + square * (a1[i] + a2[i] + a3[i]);
        velocities[i] += sixth * (a1[i] + 2 * (a2[i] + a3[i]) + a4[i]);
    }
}

CLONES void pibd_oscillator_kick_adjoint(
    const float *restrict pulled, const float *restrict pulls, const float *restrict slopes, float drift,
    float *restrict at_positions, float *restrict at_velocities, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float q = at_positions[i] + (pulled[i] - pulls[i]) * slopes[i];
        at_positions[i] = q;
        at_velocities[i] += drift * q;
    }
}

CLONES void pibd_scale(const float *restrict a, float factor, ptrdiff_t count, float *restrict out) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = factor * a[i];
}
