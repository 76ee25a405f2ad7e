// The arithmetic of a simulated memristive crossbar: pulses on cells, cells to weights, currents to codes.
// Conductances are normalised to the upper end of the window.
#ifndef PIBD_CROSSBAR_PHYSICS_H
#define PIBD_CROSSBAR_PHYSICS_H
#include <stddef.h>
#include <stdint.h>

// How one pulse moves a cell.
typedef struct {
    float step;         // share of the window a nominal pulse moves a cell
    float step_noise;   // standard deviation of a pulse's step, relative
    float minimum;      // lowest normalised conductance
    int32_t soft;       // 1: the step shrinks towards the bound (soft bounds); 0: it does not
} pibd_pulse_physics;

// Applies counts[i] pulses (positive SET, negative RESET) to each of `count` cells.
// set_scale and reset_scale are each cell's own step mismatch (0 for a stuck cell), maximum its own upper bound,
// normals one standard normal number a cell.
void pibd_crossbar_pulse(
    float *conductance, const float *set_scale, const float *reset_scale, const float *maximum, const int8_t *counts,
    const float *normals, ptrdiff_t count, pibd_pulse_physics physics);

// weights[r][j] = cells[r][2j] - cells[r][2j+1].
void pibd_crossbar_weights(const float *cells, ptrdiff_t rows, ptrdiff_t columns, float *weights);

// What happens between the bit line and the code.
typedef struct {
    float gain;             // V per full-scale input on full conductance
    float read_noise;       // standard deviation, relative to the reference
    float noise_reference;  // V; 0: the root mean square of the column over this burst
    float full_scale;       // V
    float levels;           // largest code
} pibd_readout_physics;

// Turns n x outputs column currents into n x outputs converter readings [V], in place.
// column_gain and offset hold one value an output, normals one a reading. Returns how many readings saturated.
ptrdiff_t pibd_crossbar_readout(
    float *values, ptrdiff_t n, ptrdiff_t outputs, const float *column_gain, const float *offset,
    const float *normals, float *scratch, pibd_readout_physics physics);

// Rounds inputs to the converter's grid of `steps` steps per unit, in place.
void pibd_crossbar_quantise_drive(float *values, ptrdiff_t count, float steps);
#endif
