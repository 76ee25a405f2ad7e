import Matrices
import PhysicalDevices
import RandomStreams
import Simulated

@testable import PhysicalLearning

/// A small simulated reservoir with units on it.
struct ReservoirLearningBench<Physics: ReservoirPhysics> {
    let device: SimulatedReservoir<Physics>
    let gate: SafetyGate
    let descriptor: DeviceDescriptor
    let meter = ActivityMeter()
    var optimizer = PulseOptimizer.Settings()

    private init(physics parameters: Physics.Parameters, seed: UInt64) async throws {
        device = SimulatedReservoir<Physics>(id: "reservoir", parameters: parameters, seed: seed)
        try await device.open()
        descriptor = Physics.descriptor(for: parameters)
        gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: descriptor))
        optimizer.momentum = 0.9
    }

    /// Units one after another, each on a tile of its own, from `widths` (inputs and outputs), calibrated.
    func network(
        _ widths: [(inputs: Int, outputs: Int)], learningRate: Double, spread: Double = 0.6,
        calibratedOn samples: Matrix<Float>
    ) async throws -> Network {
        let units = widths.enumerated().map { index, width in
            UnitSpecification(
                name: "unit\(index + 1)", inputs: width.inputs, outputs: width.outputs, activation: .linear,
                fullScale: Voltage(1), calibrationTarget: 0.5, initialSpread: spread, learningRate: learningRate)
        }
        let circuits = zip(units, try Placement.place(units, on: descriptor.array)).map {
            UnitCircuit(specification: $0, placement: $1, gate: gate, descriptor: descriptor, meter: meter)
        }
        var network = Network(units: circuits, heads: [])
        _ = try await GainCalibration(percentile: 0.99).calibrate(&network, on: samples)
        return network
    }

    /// Share of clusters that a trainer gets right.
    func accuracy(_ trainer: some Trainer, _ clusters: Clusters) async throws -> Double {
        let scores = try await trainer.predict(clusters.samples).scores
        return HighestScore().accuracy(scores, labels: clusters.labels)
    }

    /// Steps of a trainer on batches of 48.
    func train(_ trainer: inout some Trainer, _ clusters: Clusters, steps: Int) async throws -> [BatchReport] {
        var reports: [BatchReport] = []
        for step in 0..<steps {
            let rows = (0..<48).map { (48 * step + $0) % clusters.labels.count }
            reports.append(
                try await trainer.step(
                    samples: clusters.samples.selectingRows(rows), labels: rows.map { clusters.labels[$0] }))
        }
        return reports
    }
}

extension ReservoirLearningBench<OscillatorNetwork> {
    init(_ parameters: OscillatorParameters, seed: UInt64 = 5) async throws {
        try await self.init(physics: parameters, seed: seed)
    }

    /// The data sheet of the device.
    var model: OscillatorModel {
        let sheet = device.parameters.nominal
        return OscillatorModel(
            force: .pendulum, duration: sheet.duration, steps: sheet.steps, amplitude: sheet.amplitude,
            couplingRange: sheet.couplingRange)
    }

    /// One unit without calibration.
    func circuit(inputs: Int, outputs: Int) throws -> UnitCircuit {
        let unit = UnitSpecification(
            name: "unit", inputs: inputs, outputs: outputs, activation: .linear, fullScale: Voltage(10),
            calibrationTarget: 0.5, initialSpread: 0, learningRate: 0.01)
        var circuit = UnitCircuit(
            specification: unit, placement: try Placement.place([unit], on: descriptor.array)[0], gate: gate,
            descriptor: descriptor, meter: meter)
        circuit.gain = 1
        return circuit
    }
}

extension ReservoirLearningBench<MagnonicRing> {
    init(_ parameters: MagnonicRingParameters, seed: UInt64 = 5) async throws {
        try await self.init(physics: parameters, seed: seed)
    }
}

/// Oscillators for a few inputs, with the published gap.
extension OscillatorParameters {
    static var few: OscillatorParameters {
        var parameters = OscillatorParameters()
        parameters.oscillators = 24
        return parameters
    }
}

extension MagnonicRingParameters {
    static var few: MagnonicRingParameters {
        var parameters = MagnonicRingParameters()
        parameters.inputs = 24
        parameters.nodes = 24
        return parameters
    }
}
