import Matrices
import PhysicalDevices
import Simulated
import Testing

/// One switch of a reservoir's physics.
struct ReservoirEffect<Parameters: Sendable>: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout Parameters) -> Void
    var testDescription: String { name }
}

@Suite("Every effect of the simulated reservoirs")
struct ReservoirEffectTests {
    static let oscillatorEffects: [ReservoirEffect<OscillatorParameters>] = [
        .init(name: "force") { $0.force = .duffing },
        .init(name: "duration") { $0.duration = 0.7 },
        .init(name: "steps") { $0.steps = 1 },
        .init(name: "amplitude") { $0.amplitude = 1.2 },
        .init(name: "coupling range") { $0.couplingRange = 2 },
        .init(name: "coupling bits") { $0.couplingBits = 4 },
        .init(name: "coupling noise") { $0.couplingNoise = 0 },
        .init(name: "stiffness error") { $0.stiffnessError = 0 },
        .init(name: "input noise") { $0.inputNoise = 0 },
        .init(name: "read noise") { $0.readNoise = 0.01 },
        .init(name: "drive bits") { $0.driveBits = 3 },
        .init(name: "converter bits") { $0.converterBits = 5 },
    ]

    static let ringEffects: [ReservoirEffect<MagnonicRingParameters>] = [
        .init(name: "feedback") { $0.feedback = 0.5 },
        .init(name: "bandwidth") { $0.bandwidth = 0 },
        .init(name: "input strength") { $0.inputStrength = 0.7 },
        .init(name: "bias strength") { $0.biasStrength = 0 },
        .init(name: "mask spread") { $0.maskSpread = 0.5 },
        .init(name: "thermal noise") { $0.thermalNoise = 0 },
        .init(name: "read noise") { $0.readNoise = 0 },
        .init(name: "drive bits") { $0.driveBits = 3 },
        .init(name: "converter bits") { $0.converterBits = 5 },
    ]

    @Test("of coupled oscillators changes what is measured", arguments: oscillatorEffects)
    func oscillators(effect: ReservoirEffect<OscillatorParameters>) async throws {
        #expect(try await readings { _ in } != (try await readings(effect.change)))
    }

    @Test("of a magnonic ring changes what is measured", arguments: ringEffects)
    func ring(effect: ReservoirEffect<MagnonicRingParameters>) async throws {
        var changed = MagnonicRingParameters.small
        effect.change(&changed)
        let plain = try await ReservoirBench<MagnonicRing>(.small)
        #expect(try await plain.read() != (try await ReservoirBench<MagnonicRing>(changed).read()))
    }

    private func readings(_ change: (inout OscillatorParameters) -> Void) async throws -> Matrix<Float> {
        var parameters = OscillatorParameters.small
        change(&parameters)
        let bench = try await ReservoirBench<OscillatorNetwork>(parameters)
        try await bench.couple()
        return try await bench.read()
    }

    @Test("without its noises a reservoir repeats itself, with them it does not")
    func noise() async throws {
        var quiet = MagnonicRingParameters.small
        quiet.thermalNoise = 0
        quiet.readNoise = 0
        let still = try await ReservoirBench<MagnonicRing>(quiet)
        let noisy = try await ReservoirBench<MagnonicRing>(.small)
        #expect(try await still.read() == (try await still.read()))
        #expect(try await noisy.read() != (try await noisy.read()))
    }
}
