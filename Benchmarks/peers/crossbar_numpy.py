"""The simulated memristive crossbar in NumPy: the same physics as pibd's simulated device, whole arrays at a time."""

import numpy as np

G_MIN = np.float32(0.01)
PULSE_STEP = np.float32(1 / 200)
STEP_NOISE = np.float32(0.30)
READ_NOISE = np.float32(0.01)
FABRICATION_SPREAD = 0.0442
BURST = 64


class Crossbar:
    """Differential cell pairs for (inputs + bias) x outputs weights; drive in [0, 1], signed 8-bit codes out."""

    def __init__(self, inputs, outputs, full_scale, rng):
        shape = (inputs + 1, outputs)
        self.inputs, self.outputs, self.full_scale, self.rng = inputs, outputs, np.float32(full_scale), rng
        self.w_max = np.float32(8 / np.sqrt(inputs))
        self.gain = np.float32(1)
        self.column_gain = self._normal((outputs,), 1, 0.05)
        self.offset = self._normal((outputs,), 0, 0.02)
        # Both cells of every pair, [0] G+ and [1] G-: conductance, its upper bound, SET and RESET step.
        pair = (2, *shape)
        self.g_max = np.clip(self._normal(pair, 1, 0.10), 0.6, 1.4)
        self.set_step = PULSE_STEP * np.maximum(self._normal(pair, 1, 0.25), np.float32(0.1))
        self.reset_step = PULSE_STEP * np.maximum(self._normal(pair, 1, 0.25), np.float32(0.1))
        self.g = np.clip(self._normal(pair, 0.5, FABRICATION_SPREAD), G_MIN, self.g_max)
        self.pulses_applied = 0

    def _normal(self, shape, mean, sigma):
        draws = self.rng.standard_normal(shape, dtype=np.float32)
        draws *= np.float32(sigma)
        draws += np.float32(mean)
        return draws

    def drive(self, x):
        """What the DAC really applies (n x inputs + 1): 8 bits, and the bias row at full scale."""
        applied = np.empty((len(x), self.inputs + 1), dtype=np.float32)
        np.rint(np.clip(x, 0, 1) * np.float32(255), out=applied[:, :-1])
        applied[:, :-1] *= np.float32(1 / 255)
        applied[:, -1] = 1
        return applied

    def measure(self, applied):
        """Signed linear codes in full-scale units (n x outputs)."""
        z = applied @ (self.g[0] - self.g[1])
        z *= self.w_max
        noise = self.rng.standard_normal(z.shape, dtype=np.float32)
        for start in range(0, len(z), BURST):
            burst = z[start : start + BURST]
            rms = np.sqrt(np.einsum("ij,ij->j", burst, burst) / np.float32(len(burst)))
            burst += noise[start : start + BURST] * (READ_NOISE * rms)
        z *= self.column_gain * self.gain
        z += self.offset
        z *= np.float32(127) / self.full_scale
        np.rint(z, out=z)
        np.clip(z, -128, 127, out=z)
        z *= self.full_scale / np.float32(127)
        return z

    def pulse(self, k):
        """k > 0: k SET pulses on G+ and k RESET pulses on G-; k < 0 the reverse. Soft bounds, noisy steps."""
        up = k > 0
        spread = STEP_NOISE * np.sqrt(np.abs(k))
        for cell, sets in ((0, up), (1, ~up)):
            g, g_max = self.g[cell], self.g_max[cell]
            rise = self.set_step[cell] * (g_max - g)
            fall = self.reset_step[cell] * (G_MIN - g)
            step = np.where(sets, rise, fall)
            count = self.rng.standard_normal(k.shape, dtype=np.float32)
            count *= spread
            count += np.abs(k)
            step *= count
            g += step
            np.clip(g, G_MIN, g_max, out=g)
        self.pulses_applied += 2 * int(np.abs(k).sum())

    def scatter(self, weight_std):
        """Blind random pulses that widen the fabricated weights to about `weight_std` (units of 1/sqrt(inputs))."""
        fabricated = 8 * np.sqrt(2) * FABRICATION_SPREAD
        pulses = np.sqrt(weight_std**2 - fabricated**2) / (8 * PULSE_STEP)
        self.pulse(np.rint(self._normal(self.g.shape[1:], 0, pulses)))

    def calibrate_gain(self, applied, target):
        """Raises the gain from small until the 99th percentile of |z| is `target`, never saturating on the way."""
        self.gain = np.float32(1 / 64)
        for _ in range(8):
            level = np.percentile(np.abs(self.measure(applied)), 99)
            if abs(level / target - 1) < 0.03:
                break
            # Far below the target a code is coarse and mostly offset: do not trust it for more than a factor four.
            self.gain *= np.float32(target / max(level, target / 4))
