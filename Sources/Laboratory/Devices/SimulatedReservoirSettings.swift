import PhysicalDevices
import PhysicalLearning
import Simulated

/// The table `[device.chip]` of simulated coupled oscillators.
public enum SimulatedOscillatorSettings {
    /// Its keys.
    public static let schema = TOMLSchema(
        [
            .init(
                "force", .choice(of: OscillatorParameters.Force.self),
                default: .string(OscillatorParameters().force.rawValue), "restoring force: pendulum or duffing")
        ] + SimulatedReservoirKeys.schema(integers, numbers))

    /// The parameters that a table describes. Throws `ConfigurationError`.
    static func parameters(_ section: TOMLSection) throws -> OscillatorParameters {
        let section = try section.checked(against: schema)
        var parameters = OscillatorParameters()
        parameters.force = try section.choice("force", as: OscillatorParameters.Force.self)
        try SimulatedReservoirKeys.read(section, integers, numbers, into: &parameters)
        return parameters
    }

    private static let integers: [SimulatedReservoirKeys.Integer<OscillatorParameters>] = [
        .init(name: "tiles", range: 1...64, meaning: "networks of the device", path: \.tiles),
        .init(name: "oscillators", range: 2...2048, meaning: "oscillators of a network", path: \.oscillators),
        .init(name: "steps", range: 1...1000, meaning: "Runge-Kutta steps of a run", path: \.steps),
        .init(name: "coupling-bits", range: 2...24, meaning: "resolution of a coupling", path: \.couplingBits),
        .init(name: "drive-bits", range: 1...16, meaning: "resolution of the input converter", path: \.driveBits),
        .init(
            name: "converter-bits", range: 2...24, meaning: "resolution of the output converter, with the sign",
            path: \.converterBits),
    ]

    private static let numbers: [SimulatedReservoirKeys.Number<OscillatorParameters>] = [
        .init(
            name: "duration", range: .above(0, to: 100), meaning: "how long the oscillators run, in natural units",
            path: \.duration),
        .init(
            name: "amplitude", range: .above(0, to: 100), meaning: "radians that a full-scale input starts with",
            path: \.amplitude),
        .init(
            name: "coupling-range", range: .above(0, to: 1000), meaning: "coupling at full differential conductance",
            path: \.couplingRange),
        .init(
            name: "coupling-noise", range: .from(0, to: 100), meaning: "fixed errors of the couplings",
            path: \.couplingNoise),
        .init(
            name: "stiffness-error", range: .from(-0.9, to: 10), meaning: "how much stiffer than the data sheet",
            path: \.stiffnessError),
        .init(
            name: "input-noise", range: .from(0, to: 10), meaning: "noise of the first amplitudes in radians",
            path: \.inputNoise),
        .init(name: "read-noise", range: .from(0, to: 1), meaning: "read noise, of full scale", path: \.readNoise),
    ]
}

/// The table `[device.chip]` of a simulated magnonic ring.
public enum SimulatedRingSettings {
    /// Its keys.
    public static let schema = TOMLSchema(SimulatedReservoirKeys.schema(integers, numbers))

    /// The parameters that a table describes. Throws `ConfigurationError`.
    static func parameters(_ section: TOMLSection) throws -> MagnonicRingParameters {
        let section = try section.checked(against: schema)
        var parameters = MagnonicRingParameters()
        try SimulatedReservoirKeys.read(section, integers, numbers, into: &parameters)
        return parameters
    }

    private static let integers: [SimulatedReservoirKeys.Integer<MagnonicRingParameters>] = [
        .init(name: "tiles", range: 1...64, meaning: "rings of the device", path: \.tiles),
        .init(name: "inputs", range: 1...4096, meaning: "inputs of a signal: round trips", path: \.inputs),
        .init(name: "nodes", range: 2...2048, meaning: "time slots of a round trip", path: \.nodes),
        .init(name: "drive-bits", range: 1...16, meaning: "resolution of the input converter", path: \.driveBits),
        .init(
            name: "converter-bits", range: 2...24, meaning: "resolution of the output converter, with the sign",
            path: \.converterBits),
    ]

    private static let numbers: [SimulatedReservoirKeys.Number<MagnonicRingParameters>] = [
        .init(
            name: "feedback", range: .from(0, to: 10), meaning: "share of an amplitude left after a round trip",
            path: \.feedback),
        .init(
            name: "bandwidth", range: .from(0, to: 1), meaning: "share of a slot that leaks into the next",
            path: \.bandwidth),
        .init(name: "input-strength", range: .from(0, to: 10), meaning: "strength of the input", path: \.inputStrength),
        .init(
            name: "bias-strength", range: .from(0, to: 10), meaning: "strength of the constant drive",
            path: \.biasStrength),
        .init(name: "mask-spread", range: .from(0, to: 10), meaning: "spread of the input masks", path: \.maskSpread),
        .init(
            name: "thermal-noise", range: .from(0, to: 10), meaning: "thermal noise of a slot in a round trip",
            path: \.thermalNoise),
        .init(name: "read-noise", range: .from(0, to: 1), meaning: "read noise, of full scale", path: \.readNoise),
    ]
}

/// Keys that stand for a property each.
enum SimulatedReservoirKeys {
    struct Integer<Parameters>: Sendable {
        let name: String
        let range: ClosedRange<Int>
        let meaning: String
        let path: WritableKeyPath<Parameters, Int> & Sendable
    }

    struct Number<Parameters>: Sendable {
        let name: String
        let range: NumberRange
        let meaning: String
        let path: WritableKeyPath<Parameters, Double> & Sendable
    }

    static func schema<P>(_ integers: [Integer<P>], _ numbers: [Number<P>]) -> [TOMLSchema.Key] {
        integers.map { .init($0.name, .integer($0.range), $0.meaning) }
            + numbers.map { .init($0.name, .number($0.range), $0.meaning) }
    }

    static func read<P>(
        _ section: TOMLSection, _ integers: [Integer<P>], _ numbers: [Number<P>], into parameters: inout P
    ) throws {
        for key in integers where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.integer(key.name)
        }
        for key in numbers where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.number(key.name)
        }
    }
}
