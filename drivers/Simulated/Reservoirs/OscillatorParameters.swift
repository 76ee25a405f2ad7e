import PhysicalDevices

/// The physics of coupled oscillators, every effect with its own switch.
///
/// The defaults are the "reality gap" of a published example (docs/simulated-reservoirs.md): what a data sheet says is
/// `nominal`, what a specimen does differs from it by fixed errors of its couplings, a stiffer force and noisy inputs.
public struct OscillatorParameters: Sendable, Equatable {
    /// The restoring force as a function of u = (1 + error) q.
    public enum Force: String, Sendable, CaseIterable {
        /// sin u: pendula.
        case pendulum
        /// u - u^3/6: softening springs, which give way beyond |u| = sqrt 2.
        case duffing
    }

    /// Networks of the device, one a tile.
    public var tiles = 4
    /// Oscillators of a network.
    public var oscillators = 256
    /// The restoring force.
    public var force = Force.pendulum
    /// How long the oscillators run before they are read [natural units of time].
    public var duration = 0.5
    /// Steps of the integration over that time.
    public var steps = 5
    /// Amplitude that a full-scale input starts an oscillator with [rad].
    public var amplitude = 1.57
    /// Coupling, and constant drive, of an element at full differential conductance.
    public var couplingRange = 4.0
    /// Resolution of a coupling, sign included [bit].
    public var couplingBits = 12

    /// Error that every coupling has for good: (E + E^T)/2, E being N(0, this^2); 0 for none.
    public var couplingNoise = 0.2
    /// How much stiffer the oscillators are than the data sheet says, relative.
    public var stiffnessError = 0.1
    /// Noise of the initial amplitudes, standard deviation [rad].
    public var inputNoise = 0.02
    /// Noise of a reading, standard deviation in parts of full scale.
    public var readNoise = 0.0

    /// Resolution of the input converter [bit].
    public var driveBits = 12
    /// Resolution of the output converter, sign included [bit].
    public var converterBits = 12

    /// The defaults.
    public init() {}

    /// What the data sheet says: the same device without its errors and noises.
    public var nominal: OscillatorParameters {
        var sheet = self
        sheet.couplingNoise = 0
        sheet.stiffnessError = 0
        sheet.inputNoise = 0
        sheet.readNoise = 0
        return sheet
    }
}
