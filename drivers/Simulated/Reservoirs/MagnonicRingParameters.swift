/// The physics of a magnonic delay-line ring, every effect with its own switch.
public struct MagnonicRingParameters: Sendable, Equatable {
    /// Rings of the device, one a tile.
    public var tiles = 8
    /// Inputs that a signal may have: round trips.
    public var inputs = 1024
    /// Time slots of a round trip: nodes, and outputs.
    public var nodes = 64
    /// Share of a node's amplitude that is there again after a round trip, amplification included; from 1 on the ring
    /// oscillates by itself.
    public var feedback = 0.8
    /// Share of a slot that leaks into the one after it: the finite bandwidth of the delay line.
    public var bandwidth = 0.25
    /// Strength of the input.
    public var inputStrength = 0.5
    /// Strength of the constant drive.
    public var biasStrength = 0.3
    /// Spread of the slots' input masks about +-1, relative; 0 for masks that are +1 or -1.
    public var maskSpread = 0.1
    /// Thermal noise of a slot in a round trip, standard deviation in parts of saturation.
    public var thermalNoise = 0.005
    /// Noise of a reading, standard deviation in parts of full scale.
    public var readNoise = 0.002
    /// Resolution of the input converter [bit].
    public var driveBits = 10
    /// Resolution of the output converter, sign included [bit].
    public var converterBits = 10

    /// The defaults.
    public init() {}
}
