import Matrices
import PhysicalDevices
import RandomStreams
import Simulated

@testable import PhysicalLearning

/// A calibrated network of three clusters' size (12-16-8-3) on a simulated chip, and what it takes to train it.
struct TrainerBench {
    static let training = Clusters(count: 512, seed: 1)
    static let test = Clusters(count: 300, seed: 2)
    static let batch = 48

    let network: Network
    let meter = ActivityMeter()

    /// - Parameter blind: Whether the network is trained on a device that can only be driven, measured and pulsed.
    init(parameters: CrossbarParameters = CrossbarParameters(), seed: UInt64 = 5, blind: Bool = false) async throws {
        var parameters = parameters
        (parameters.tiles, parameters.rows, parameters.columns) = (4, 32, 64)
        let chip = SimulatedCrossbar(id: "chip", parameters: parameters, seed: seed)
        try await chip.open()
        let device: any PhysicalDevice = blind ? BlindDevice(chip) : chip
        let descriptor = await device.descriptor
        let gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: descriptor))
        var head = UnitSpecification.test(
            name: "head", inputs: 24, outputs: 3, activation: .linear, initialSpread: 0)
        (head.fullScale, head.calibrationTarget, head.learningRate) = (Voltage(8), 2, 0.02)
        let units = [
            UnitSpecification.test(name: "hidden1", inputs: 12, outputs: 16),
            UnitSpecification.test(name: "hidden2", inputs: 16, outputs: 8), head,
        ]
        let meter = meter
        let circuits = zip(units, try Placement.place(units, on: descriptor.array)).map {
            UnitCircuit(specification: $0, placement: $1, gate: gate, descriptor: descriptor, meter: meter)
        }
        var initial = InitialPulses(stream: RandomStream(seed: seed, name: "initial-weights"))
        for circuit in circuits { _ = try await initial.prepare(circuit) }
        var network = Network(
            units: Array(circuits[..<2]),
            heads: [Network.Head(readOut: "head", inputs: .all, circuit: circuits[2])])
        _ = try await GainCalibration(percentile: 0.99).calibrate(&network, on: Self.training.samples)
        self.network = network
    }

    /// Trains for `batches` batches; what each of them showed.
    @discardableResult
    func train(_ trainer: inout some Trainer, batches: Int) async throws -> [BatchReport] {
        var reports: [BatchReport] = []
        for batch in 0..<batches {
            let rows = (0..<Self.batch).map { (batch * Self.batch + $0) % Self.training.labels.count }
            reports.append(
                try await trainer.step(
                    samples: Self.training.samples.selectingRows(rows), labels: rows.map { Self.training.labels[$0] }))
        }
        return reports
    }

    /// Accuracy on fresh samples, by the trainer's own way of predicting.
    func accuracy(_ trainer: some Trainer) async throws -> Double {
        let prediction = try await trainer.predict(Self.test.samples)
        return HighestScore().accuracy(prediction.scores, labels: Self.test.labels)
    }

    /// The conductances of the first unit.
    func firstCells() async throws -> Matrix<Float> { try await network.units[0].conductances() }
}

extension CrossbarParameters {
    /// A chip on which a pulse does what the data sheet says.
    static var exact: CrossbarParameters {
        var parameters = CrossbarParameters()
        (parameters.softBounds, parameters.stepNoise, parameters.stepMismatch) = (false, 0, 0)
        (parameters.boundMismatch, parameters.gainMismatch, parameters.offset) = (0, 0, 0)
        return parameters
    }
}

extension Matrix<Float> {
    /// Root mean square difference from another matrix.
    func distance(_ other: Matrix<Float>) -> Float {
        let squares = zip(elements, other.elements).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return (squares / Float(Swift.max(1, elements.count))).squareRoot()
    }
}
