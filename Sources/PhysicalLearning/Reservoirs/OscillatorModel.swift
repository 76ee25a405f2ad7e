/// What the data sheet of coupled oscillators says: all that a twin of them needs beside the couplings.
///
/// q_j'' = -f(q_j) + sum_i J_ij (f(q_i) - f(q_j)) + e_j from rest, J symmetric; a block of R + 1 rows and D outputs is
/// a network of max(R, D) oscillators, driven by its first R rows. See docs/simulated-reservoirs.md.
public struct OscillatorModel: Sendable, Equatable {
    /// The restoring force.
    public enum Force: String, Sendable, CaseIterable {
        /// sin q.
        case pendulum
        /// q - q^3/6, held at its maximum beyond |q| = sqrt 2.
        case duffing
    }

    /// The restoring force.
    public var force: Force
    /// How long the oscillators run before they are read [natural units of time].
    public var duration: Double
    /// Steps over that time in which a twin integrates, at least 1.
    public var steps: Int
    /// Amplitude that a full-scale input starts an oscillator with [rad].
    public var amplitude: Double
    /// Coupling, and constant drive, of an element at full differential conductance.
    public var couplingRange: Double

    /// A data sheet from its parts.
    public init(force: Force, duration: Double, steps: Int, amplitude: Double, couplingRange: Double) {
        self.force = force
        self.duration = duration
        self.steps = steps
        self.amplitude = amplitude
        self.couplingRange = couplingRange
    }
}
