import InformationBottleneck
import Matrices
import PhysicalDevices
import RandomStreams
import Simulated
import Testing

@testable import PhysicalLearning

/// Two tanh units on a small chip with fine pulses, driven with signed inputs.
private struct FineBench {
    let chip: SimulatedCrossbar
    let network: Network
    let meter = ActivityMeter()

    init(isSigned: Bool = true, head: Bool = false, blind: Bool = false) async throws {
        var parameters = CrossbarParameters(preset: .fine)
        parameters.tiles = 4
        parameters.rows = 32
        parameters.columns = 64
        parameters.signedDrive = isSigned
        chip = SimulatedCrossbar(id: "chip", parameters: parameters, seed: 7)
        try await chip.open()
        let device: any VectorProcessor & PulseProgrammable = blind ? BlindDevice(chip) : chip
        let descriptor = await device.descriptor
        let gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: descriptor))
        var units = [(12, 16), (16, 6)].enumerated().map { index, shape in
            var unit = UnitSpecification.test(
                name: "unit\(index + 1)", inputs: shape.0, outputs: shape.1, activation: .tanh,
                initialSpread: index == 0 ? 3 : 1.5)
            unit.fullScale = Voltage(4)
            unit.calibrationTarget = 2.4
            unit.learningRate = UnsupervisedTrainer.constants.learningRate
            return unit
        }
        if head { units.append(.test(name: "head", inputs: 22, outputs: 3, activation: .linear)) }
        let meter = meter
        let circuits = zip(units, try Placement.place(units, on: descriptor.array)).map {
            UnitCircuit(specification: $0, placement: $1, gate: gate, descriptor: descriptor, meter: meter)
        }
        var initial = InitialPulses(stream: RandomStream(seed: 1, name: "initial-weights"))
        for circuit in circuits { _ = try await initial.prepare(circuit) }
        var network = Network(
            units: Array(circuits[..<2]),
            heads: circuits.dropFirst(2).map { .init(readOut: "head", inputs: .all, circuit: $0) })
        if isSigned {
            _ = try await GainCalibration(percentile: 0.99).calibrate(
                &network, on: Clusters(count: 256, seed: 5).samples)
        }
        self.network = network
    }

    func trainer(from source: UnsupervisedTrainer.Settings.Source = .views, steps: Int) throws -> UnsupervisedTrainer {
        var settings = UnsupervisedTrainer.Settings()
        settings.source = source
        return try UnsupervisedTrainer(
            network: network, settings: settings, rule: MomentumPulses.Settings(), steps: steps, seed: 3,
            meter: meter)
    }
}

@Suite("Unsupervised trainer")
struct UnsupervisedTrainerTests {
    /// Two noisy views of each of `count` samples: what two readings of one thing have in common is its cluster.
    private func views(_ count: Int, batch: Int) -> (samples: Matrix<Float>, sources: [Int]) {
        let clean = Clusters(count: count, seed: UInt64(100 + batch)).samples.selectingRows(
            (0..<2 * count).map { $0 / 2 })
        var noise = RandomStream(seed: UInt64(batch), name: "views")
        let draws = noise.normal(clean.elements.count)
        let elements = zip(clean.elements, draws).map { min(1, max(0, $0 + 0.1 * $1)) }
        return (Matrix(rows: 2 * count, columns: 12, elements: elements), (0..<2 * count).map { $0 / 2 })
    }

    private func trained(
        _ bench: FineBench, from source: UnsupervisedTrainer.Settings.Source = .views, batches: Int = 60
    ) async throws -> (reports: [BatchReport], network: Network) {
        var trainer = try bench.trainer(from: source, steps: batches)
        var reports: [BatchReport] = []
        for batch in 0..<batches {
            let (samples, sources) = views(32, batch: batch)
            reports.append(try await trainer.step(samples: samples, labels: sources))
        }
        return (reports, trainer.network)
    }

    @Test(
        "every unit's information rises, from two views and from its own inputs",
        arguments: UnsupervisedTrainer.Settings.Source.allCases)
    func learns(from source: UnsupervisedTrainer.Settings.Source) async throws {
        let (reports, _) = try await trained(FineBench(), from: source)
        for unit in 0..<2 {
            let first = reports[..<5].compactMap { $0.units[unit].information }.reduce(0, +)
            let last = reports[55...].compactMap { $0.units[unit].information }.reduce(0, +)
            #expect(last > first + 0.1)
        }
        #expect(reports.allSatisfy { $0.measurements == 64 && $0.heads.isEmpty })
        // The rate ends at zero, and with it the pulses.
        #expect(reports.dropLast(10).allSatisfy { $0.pulses > 0 })
    }

    @Test("the same seed gives the same run bit for bit, though units learn at the same time")
    func reproducible() async throws {
        let first = try await trained(FineBench(), batches: 8)
        let second = try await trained(FineBench(), batches: 8)
        #expect(first.reports == second.reports)
    }

    @Test("a trainer that takes up a kept state asks for the pulses that the first would have asked for")
    func resumed() async throws {
        let bench = try await FineBench()
        var trainer = try bench.trainer(steps: 10)
        for batch in 0..<3 {
            let (samples, sources) = views(16, batch: batch)
            _ = try await trainer.step(samples: samples, labels: sources)
        }
        let kept = await trainer.state()
        var resumed = try bench.trainer(steps: 10)
        #expect(await resumed.state() != kept)
        try await resumed.restore(kept)
        #expect(await resumed.state() == kept)
        var other = kept
        other.tensors["unit1/first"] = [1]
        await #expect(throws: TrainerError.self) { try await resumed.restore(other) }
        let gradient = Matrix<Float>(rows: 2, columns: 3, repeating: 0.1)
        func rule() -> MomentumPulses {
            MomentumPulses(
                weights: 6, learningRate: 0.01, pulseStep: 0.001, steps: 9, settings: MomentumPulses.Settings(),
                rounding: RandomStream(seed: 1, name: "rounding"))
        }
        var first = rule()
        _ = first.pulses(for: gradient)
        var second = rule()
        try second.restore(first.state)
        #expect(first.pulses(for: gradient).counts == second.pulses(for: gradient).counts)
    }

    @Test("needs neither read-back nor a head")
    func needs() async throws {
        let (reports, network) = try await trained(FineBench(blind: true), batches: 2)
        #expect(reports.allSatisfy { $0.pulses > 0 })
        #expect(UnsupervisedTrainer.needs.readBack == .never && UnsupervisedTrainer.needs.passesPerSample == 2)
        let trainer = try await FineBench().trainer(steps: 1)
        await #expect(throws: TrainerError.self) { _ = try await trainer.predict(Matrix(rows: 1, columns: 12)) }
        #expect(network.heads.isEmpty)
    }

    @Test("a network with a head is refused before anything is driven")
    func head() async throws {
        let bench = try await FineBench(head: true)
        let error = try #require(throws: TrainerError.self) { try bench.trainer(steps: 1) }
        #expect(error.message.contains("labels"))
    }

    @Test("a device that takes no negative inputs refuses tanh outputs instead of clipping them")
    func unsignedDevice() async throws {
        var trainer = try await FineBench(isSigned: false).trainer(steps: 1)
        let (samples, sources) = views(8, batch: 0)
        await #expect(throws: DeviceError.self) { _ = try await trainer.step(samples: samples, labels: sources) }
    }

    @Test("what the device cannot take and widths out of range are refused before anything is driven")
    func checks() throws {
        let units = [12, 8].map { UnitSpecification.test(name: "unit\($0)", inputs: $0, outputs: 8, activation: .tanh) }
        var parameters = CrossbarParameters(preset: .fine)
        var settings = UnsupervisedTrainer.Settings()
        let error = try #require(throws: TrainerError.self) {
            try settings.check(units, on: SimulatedCrossbar.descriptor(for: parameters))
        }
        #expect(error.message.contains("unit12") && error.remedy.contains("signed-drive"))
        try settings.check([units[1]], on: SimulatedCrossbar.descriptor(for: parameters))
        parameters.signedDrive = true
        try settings.check(units, on: SimulatedCrossbar.descriptor(for: parameters))
        settings.squaredWidth = 0
        #expect(throws: TrainerError.self) {
            try settings.check(units, on: SimulatedCrossbar.descriptor(for: parameters))
        }
    }

    @Test("a representation is judged by probe and clusters on the data it is told to")
    func representation() async throws {
        let (_, network) = try await trained(FineBench())
        var parts: [UnitRepresentation.Part] = []
        for (count, seed) in [(300, 1), (100, 2), (200, 3)] as [(Int, UInt64)] {
            let clusters = Clusters(count: count, seed: seed)
            let outputs = try await network.measure(clusters.samples)
            parts.append(.init(outputs: outputs.hidden[1], labels: clusters.labels))
        }
        let found = try UnitRepresentation(
            unit: "unit2", training: parts[0], validation: parts[1], test: parts[2], classes: 3, seed: 1)
        #expect(found.unit == "unit2" && (found.probeAccuracy ?? 0) > 0.6)
        #expect(found.clusters.accuracy > 0.45 && found.clusters.normalisedMutualInformation > 0.1)
        let untested = try UnitRepresentation(
            unit: "unit2", training: parts[0], validation: parts[1], test: nil, classes: 3, seed: 1)
        #expect(untested.probeAccuracy == nil && untested.regularisation == found.regularisation)
    }
}
