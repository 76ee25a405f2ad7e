import Matrices
import PhysicalDevices
import Simulated
import Testing

@testable import PhysicalLearning

@Suite("Trainers on reservoirs")
struct ReservoirTrainerTests {
    private let training = Clusters(count: 960, seed: 1)
    private let test = Clusters(count: 300, seed: 2)

    private func pat(
        _ bench: ReservoirLearningBench<OscillatorNetwork>, outputs: Int = 15
    ) async throws -> OscillatorPATTrainer {
        let network = try await bench.network(
            [(12, 12), (12, outputs)], learningRate: 0.005, calibratedOn: training.samples)
        return try OscillatorPATTrainer(
            network: network, classes: 3, model: bench.model, optimizer: bench.optimizer, steps: 80, seed: 3,
            meter: bench.meter)
    }

    @Test("physics-aware training teaches oscillators with the published gap, without reading them")
    func patLearns() async throws {
        let bench = try await ReservoirLearningBench(.few as OscillatorParameters)
        var trainer = try await pat(bench)
        let reports = try await bench.train(&trainer, training, steps: 80)
        #expect(try await bench.accuracy(trainer, test) > 0.85)
        #expect(reports.allSatisfy { $0.measurements == 48 && $0.cellsRead == 0 && $0.pulses > 0 })
        #expect(!bench.descriptor.capabilities.contains(.conductanceReadable))
    }

    @Test("the same seed gives the same run bit for bit")
    func reproducible() async throws {
        var losses: [[Double]] = []
        for _ in 0..<2 {
            let bench = try await ReservoirLearningBench(.few as OscillatorParameters)
            var trainer = try await pat(bench)
            losses.append(try await bench.train(&trainer, training, steps: 4).map { $0.heads[0].loss })
        }
        #expect(losses[0] == losses[1])
    }

    @Test("pat goes on from a kept state as if it had not been interrupted, also on a device that lost its couplings")
    func patGoesOn() async throws {
        var quiet = OscillatorParameters.few
        quiet.inputNoise = 0
        var whole = try await pat(try await ReservoirLearningBench(quiet))
        let rows = Array(0..<48)
        let (samples, labels) = (training.samples.selectingRows(rows), rows.map { training.labels[$0] })
        for _ in 0..<3 { _ = try await whole.step(samples: samples, labels: labels) }
        var resumed = try await pat(try await ReservoirLearningBench(quiet))
        try await resumed.restore(await whole.state())
        #expect(try await resumed.predict(test.samples).scores == whole.predict(test.samples).scores)
        _ = try await whole.step(samples: samples, labels: labels)
        _ = try await resumed.step(samples: samples, labels: labels)
        #expect(await whole.state() == resumed.state())
        var other = try await pat(try await ReservoirLearningBench(quiet), outputs: 16)
        await #expect(throws: TrainerError.self) { try await other.restore(await whole.state()) }
    }

    @Test("pat refuses oscillators without room for the classes, and a device whose couplings are fixed")
    func patRefuses() async throws {
        let bench = try await ReservoirLearningBench(.few as OscillatorParameters)
        await #expect(throws: TrainerError.self) { try await pat(bench, outputs: 14) }
        let ring = try await ReservoirLearningBench(.few as MagnonicRingParameters)
        let network = try await ring.network([(12, 15)], learningRate: 0.01, calibratedOn: training.samples)
        #expect(throws: TrainerError.self) {
            try OscillatorPATTrainer(
                network: network, classes: 3, model: bench.model, optimizer: ring.optimizer, steps: 1, seed: 0,
                meter: ring.meter)
        }
    }

    @Test("physical local learning works on oscillators that nobody reads")
    func phyLLLearns() async throws {
        let bench = try await ReservoirLearningBench(.few as OscillatorParameters)
        let network = try await bench.network(
            [(12, 24), (24, 24)], learningRate: 0.01, calibratedOn: training.samples)
        var trainer = try ReservoirPhyLLTrainer(
            network: network, classes: 3, optimizer: bench.optimizer, steps: 30, seed: 3, meter: bench.meter)
        let reports = try await bench.train(&trainer, training, steps: 30)
        #expect(try await bench.accuracy(trainer, test) > 0.8)
        #expect(reports.allSatisfy { $0.measurements == 96 })
    }

    @Test("physical local learning sets nothing on a ring, and tries every label on every sample")
    func phyLLOnRing() async throws {
        let bench = try await ReservoirLearningBench(.few as MagnonicRingParameters)
        let network = try await bench.network([(12, 24)], learningRate: 0.01, calibratedOn: training.samples)
        var trainer = try ReservoirPhyLLTrainer(
            network: network, classes: 3, optimizer: bench.optimizer, steps: 4, seed: 3, meter: bench.meter)
        await #expect(throws: TrainerError.self) { try await trainer.predict(test.samples) }
        let reports = try await bench.train(&trainer, training, steps: 4)
        #expect(reports.allSatisfy { $0.pulses == 0 })
        let prediction = try await trainer.predict(test.samples)
        #expect(prediction.measurements == 3 * 300)
        #expect(prediction.scores.elements.allSatisfy { $0.isFinite })
    }

    @Test(
        "perturbations teach digital layers around a ring, also a transformer's",
        arguments: [DigitalFront.linear(outputs: 8), .attention(tokens: 4)])
    func pgtLearns(front: DigitalFront) async throws {
        let bench = try await ReservoirLearningBench(.few as MagnonicRingParameters)
        let network = try await bench.network([(12, 24)], learningRate: 0.02, calibratedOn: training.samples)
        var settings = ReservoirPGTTrainer.Settings()
        settings.front = front
        var trainer = try ReservoirPGTTrainer(
            network: network, classes: 3, optimizer: bench.optimizer, steps: 200, seed: 3, meter: bench.meter,
            settings: settings)
        let reports = try await bench.train(&trainer, training, steps: 200)
        #expect(try await bench.accuracy(trainer, test) > 0.5)
        #expect(reports.allSatisfy { $0.measurements == 96 && $0.pulses == 0 })
    }

    @Test("a sample that cannot be cut into tokens is refused, and so are more inputs than the device has")
    func refusals() async throws {
        let bench = try await ReservoirLearningBench(.few as MagnonicRingParameters)
        let network = try await bench.network([(12, 24)], learningRate: 0.02, calibratedOn: training.samples)
        for front in [DigitalFront.attention(tokens: 5), .attention(tokens: 0), .linear(outputs: 25)] {
            var settings = ReservoirPGTTrainer.Settings()
            settings.front = front
            #expect(throws: TrainerError.self) {
                try ReservoirPGTTrainer(
                    network: network, classes: 3, optimizer: bench.optimizer, steps: 1, seed: 0, meter: bench.meter,
                    settings: settings)
            }
        }
        #expect(throws: TrainerError.self) {
            try ReservoirPhyLLTrainer(
                network: network, classes: 13, optimizer: bench.optimizer, steps: 1, seed: 0, meter: bench.meter)
        }
    }
}
