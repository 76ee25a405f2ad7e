import PhysicalDevices
import Simulated
import Testing

/// One switch of the physics, what makes it matter, and its name for the test's report.
struct CrossbarEffect: Sendable, CustomTestStringConvertible {
    enum Exercise: Sendable { case read, pulses, aging, program }
    let name: String
    let exercise: Exercise
    let change: @Sendable (inout CrossbarParameters) -> Void
    var testDescription: String { name }

    static let all = [
        CrossbarEffect(name: "drive bits", exercise: .read) { $0.driveBits = 3 },
        CrossbarEffect(name: "converter bits", exercise: .read) { $0.converterBits = 5 },
        CrossbarEffect(name: "read noise", exercise: .read) { $0.readNoise = 0.05 },
        CrossbarEffect(name: "read noise of full scale", exercise: .read) { $0.readNoiseOfFullScale = true },
        CrossbarEffect(name: "gain mismatch", exercise: .read) { $0.gainMismatch = 0.2 },
        CrossbarEffect(name: "offset", exercise: .read) { $0.offset = 0.1 },
        CrossbarEffect(name: "initial spread", exercise: .read) { $0.initialSpread = 0.1 },
        CrossbarEffect(name: "conductance window", exercise: .pulses) { $0.minimumConductance = Conductance(30e-6) },
        CrossbarEffect(name: "pulse step", exercise: .pulses) { $0.pulseStep = 0.01 },
        CrossbarEffect(name: "soft bounds", exercise: .pulses) { $0.softBounds = false },
        CrossbarEffect(name: "step noise", exercise: .pulses) { $0.stepNoise = 0.6 },
        CrossbarEffect(name: "step mismatch", exercise: .pulses) { $0.stepMismatch = 0.5 },
        CrossbarEffect(name: "bound mismatch", exercise: .pulses) { $0.boundMismatch = 0.3 },
        CrossbarEffect(name: "programming noise", exercise: .program) { $0.programmingNoise = 0.2 },
        CrossbarEffect(name: "stuck cells", exercise: .read) { $0.stuckCells = 0.3 },
        CrossbarEffect(name: "dead outputs", exercise: .read) { $0.deadOutputs = 0.4 },
        CrossbarEffect(name: "relaxation", exercise: .aging) { $0.relaxation = 0.05 },
        CrossbarEffect(name: "drift", exercise: .aging) { $0.driftExponent = 0.05 },
        CrossbarEffect(name: "drift time", exercise: .aging) {
            $0.driftExponent = 0.05
            $0.driftTime = TimeSpan(1)
        },
        CrossbarEffect(name: "wire resistance", exercise: .read) { $0.wireResistance = Resistance(20) },
        CrossbarEffect(name: "I-V curvature", exercise: .read) { $0.curvature = 2 },
        CrossbarEffect(name: "endurance", exercise: .pulses) { $0.endurance = 100 },
    ]
}

@Suite("Every effect of the simulated crossbar")
struct CrossbarEffectTests {
    @Test("changes what is measured", arguments: CrossbarEffect.all)
    func changesReadings(effect: CrossbarEffect) async throws {
        let plain = try await readings(effect.exercise) { parameters in
            // Drift time acts on drift alone, so its reference chip drifts too.
            if effect.name == "drift time" { parameters.driftExponent = 0.05 }
        }
        #expect(plain != (try await readings(effect.exercise, effect.change)))
    }

    private func readings(
        _ exercise: CrossbarEffect.Exercise, _ change: (inout CrossbarParameters) -> Void
    ) async throws -> [Float] {
        let bench = try await ChipBench(change)
        switch exercise {
        case .read: break
        case .pulses:
            try await bench.pulse(120)
            try await bench.pulse(-60)
        case .aging: await bench.chip.age(by: TimeSpan(1e5))
        case .program:
            try await bench.gate.program(
                TargetMap(block: bench.whole, targets: .init(rows: 32, columns: 16, repeating: 40e-6)))
        }
        return try await bench.read().outputs.elements
    }

    @Test("stuck cells ignore pulses, and the stuck share is the configured one")
    func stuckCells() async throws {
        let bench = try await ChipBench { $0.stuckCells = 0.3 }
        let before = try await bench.gate.conductances(bench.whole).elements
        try await bench.pulse(20)
        let after = try await bench.gate.conductances(bench.whole).elements
        let still = zip(before, after).count { $0 == $1 }
        #expect(abs(Double(still) / Double(before.count) - 0.3) < 0.07)
        let stuckHigh = zip(before, after).count { $0 == $1 && $0 == 100e-6 }
        #expect(stuckHigh > 0 && stuckHigh < still)
    }

    @Test("dead outputs read exactly nothing")
    func deadOutputs() async throws {
        let bench = try await ChipBench { $0.deadOutputs = 0.4 }
        let outputs = try await bench.read().outputs
        let dead = (0..<8).count { column in (0..<outputs.rows).allSatisfy { outputs[$0, column] == 0 } }
        #expect(dead > 0 && dead < 8)
    }

    @Test("drift follows the power law of the time since programming")
    func drift() async throws {
        let bench = try await ChipBench { $0.driftExponent = 0.05 }
        let before = try await bench.gate.conductances(bench.whole)[3, 4]
        await bench.chip.age(by: TimeSpan(20 * 999))
        let after = try await bench.gate.conductances(bench.whole)[3, 4]
        #expect(abs(after / before - 0.7079) < 1e-3)  // 1000^-0.05
    }
}
