import InformationBottleneck
import Matrices
import PhysicalDevices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Training black boxes by perturbation")
struct PerturbationTrainerTests {
    private static let training = Clusters(count: 512, seed: 1)

    /// A trainer that has seen `batches` batches, and the information of its first unit in the first and last ones.
    private func train(
        _ network: Network, meter: ActivityMeter, batches: Int,
        _ change: (inout PerturbationTrainer.Settings) -> Void = { _ in }
    ) async throws -> (trainer: PerturbationTrainer, first: Double, last: Double, reports: [BatchReport]) {
        var settings = PerturbationTrainer.Settings()
        change(&settings)
        var trainer = PerturbationTrainer(
            network: network, losses: try network.units.map { _ in try AlignmentLoss(width: 1) },
            optimizer: PulseOptimizer.Settings(), steps: batches, seed: 3, meter: meter, settings: settings)
        var reports: [BatchReport] = []
        for batch in 0..<batches {
            let (samples, labels) = Self.training.batch(batch)
            reports.append(try await trainer.step(samples: samples, labels: labels))
        }
        func mean(_ part: ArraySlice<BatchReport>) -> Double {
            part.reduce(0) { $0 + ($1.units[0].information ?? 0) } / Double(part.count)
        }
        return (trainer, mean(reports.prefix(20)), mean(reports.suffix(20)), reports)
    }

    @Test("a mask of unknown optics learns from its own loss alone")
    func mask() async throws {
        let bench = try await OpticsLearningBench(hasMask: true)
        let network = try await bench.maskNetwork(calibratedOn: Self.training.samples)
        let (_, first, last, reports) = try await train(network, meter: bench.chip.meter, batches: 250)
        #expect(last > first + 0.05, "\(first) to \(last)")
        #expect(reports.allSatisfy { $0.units[0].pulses == 0 })
        // Two signs, and four passes that measure the noise.
        #expect(reports[0].measurements == 6 * 48 && reports[1].measurements == 2 * 48)
    }

    @Test("without a step the mask is back where it was after every batch")
    func takenBack() async throws {
        let bench = try await OpticsLearningBench(hasMask: true)
        await bench.rig.fabricate(seed: 9)
        let network = try await bench.maskNetwork(calibratedOn: Self.training.samples)
        let before = try await network.units[0].forward(Self.training.samples).outputs
        _ = try await train(network, meter: bench.chip.meter, batches: 3) { $0.maskRate = 0 }
        let after = try await network.units[0].forward(Self.training.samples).outputs
        let distance = zip(before.elements, after.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(distance < 0.1, "noise alone, \(distance)")
        _ = try await train(network, meter: bench.chip.meter, batches: 3) {
            $0.keepsPerturbation = true
            $0.maskAmplitude = 1
        }
        let kept = try await network.units[0].forward(Self.training.samples).outputs
        #expect(zip(before.elements, kept.elements).contains { abs($0 - $1) > 0.2 })
    }

    @Test("keeping the better end of each perturbation learns too")
    func kept() async throws {
        let bench = try await OpticsLearningBench(hasMask: true)
        let network = try await bench.maskNetwork(calibratedOn: Self.training.samples)
        let (_, first, last, _) = try await train(network, meter: bench.chip.meter, batches: 250) {
            $0.keepsPerturbation = true
            $0.maskAmplitude = 0.1
            $0.significance = 0
        }
        #expect(last > first + 0.03, "\(first) to \(last)")
    }

    @Test("cells learn in pulses, on a chip that cannot be read")
    func pulses() async throws {
        let bench = try await LearningBench()
        let blind = BlindDevice(bench.chip)
        let gate = try await SafetyGate(device: blind, envelope: SafetyEnvelope(spanning: blind.descriptor))
        let unit = UnitSpecification.test(name: "hidden1", inputs: 12, outputs: 4)
        let circuit = UnitCircuit(
            specification: unit, placement: try Placement.place([unit], on: blind.descriptor.array)[0], gate: gate,
            descriptor: blind.descriptor, meter: bench.meter)
        var initial = InitialPulses(stream: RandomStream(seed: 1, name: "initial-weights"))
        _ = try await initial.prepare(circuit)
        var network = Network(units: [circuit], heads: [])
        _ = try await GainCalibration(percentile: 0.99).calibrate(&network, on: Self.training.samples)
        let (_, first, last, reports) = try await train(network, meter: bench.meter, batches: 300) {
            $0.pulseAmplitude = 2
            $0.pulseRate = 0.2
            // More of them and the pulses' traces undo what is learnt.
            $0.pairs = 4
            $0.significance = 0
        }
        #expect(last > first + 0.05, "\(first) to \(last)")
        #expect(reports.contains { $0.units[0].pulses > 0 })
    }

    @Test("the amplitude grows while differences drown in the measured noise, and stays where they do not")
    func amplitude() async throws {
        let bench = try await OpticsLearningBench(hasMask: true)
        let network = try await bench.maskNetwork(calibratedOn: Self.training.samples)
        let (drowned, _, _, _) = try await train(network, meter: bench.chip.meter, batches: 40) {
            $0.maskAmplitude = 0.001
        }
        #expect(drowned.amplitudes[0] > 0.001)
        #expect(try #require(drowned.noises[0]) > 0)
        let (clear, _, _, _) = try await train(network, meter: bench.chip.meter, batches: 40) {
            $0.maskAmplitude = 0.3
            $0.significance = 0.1
        }
        #expect(clear.amplitudes[0] == 0.3)
    }

    @Test("the same seed is the same run")
    func deterministic() async throws {
        func outputs() async throws -> [Float] {
            let bench = try await OpticsLearningBench(hasMask: true)
            let network = try await bench.maskNetwork(calibratedOn: Self.training.samples)
            _ = try await train(network, meter: bench.chip.meter, batches: 10)
            return try await network.units[0].forward(Self.training.samples).outputs.elements
        }
        #expect(try await outputs() == outputs())
    }
}
