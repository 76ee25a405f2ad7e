import InformationBottleneck
import Matrices
import PhysicalDevices
import RandomStreams
import Simulated

@testable import PhysicalLearning

/// A small network on a small simulated chip.
struct LearningBench {
    let chip: SimulatedCrossbar
    let gate: SafetyGate
    let descriptor: DeviceDescriptor
    let meter = ActivityMeter()

    init(rows: Int = 32, columns: Int = 64, seed: UInt64 = 5) async throws {
        var parameters = CrossbarParameters()
        parameters.tiles = 40
        parameters.rows = rows
        parameters.columns = columns
        chip = SimulatedCrossbar(id: "chip", parameters: parameters, seed: seed)
        try await chip.open()
        descriptor = SimulatedCrossbar.descriptor(for: parameters)
        gate = try await SafetyGate(device: chip, envelope: SafetyEnvelope(spanning: descriptor))
    }

    /// Hidden units of the given outputs and a head for `classes` classes, spread by pulses and calibrated.
    func network(inputs: Int, hidden: [Int], classes: Int, calibratedOn samples: Matrix<Float>) async throws -> Network
    {
        var units: [UnitSpecification] = []
        var width = inputs
        for (index, outputs) in hidden.enumerated() {
            units.append(.test(name: "hidden\(index + 1)", inputs: width, outputs: outputs))
            width = outputs
        }
        var head = UnitSpecification.test(
            name: "head", inputs: hidden.reduce(0, +), outputs: classes, activation: .linear, initialSpread: 0)
        head.fullScale = Voltage(8)
        head.calibrationTarget = 2
        head.learningRate = 0.02
        let placements = try Placement.place(units + [head], on: descriptor.array)
        let circuits = zip(units + [head], placements).map {
            UnitCircuit(specification: $0, placement: $1, gate: gate, descriptor: descriptor, meter: meter)
        }
        var initial = InitialPulses(stream: RandomStream(seed: 1, name: "initial-weights"))
        for circuit in circuits { _ = try await initial.prepare(circuit) }
        var network = Network(
            units: Array(circuits.dropLast()),
            heads: [Network.Head(readOut: "head", inputs: .all, circuit: circuits[circuits.count - 1])])
        _ = try await GainCalibration(percentile: 0.99).calibrate(&network, on: samples)
        return network
    }
}

/// Three noisy clusters in twelve dimensions that no single input tells apart.
struct Clusters {
    let samples: Matrix<Float>
    let labels: [Int]

    init(count: Int, seed: UInt64) {
        var noise = RandomStream(seed: seed, name: "noise")
        labels = (0..<count).map { $0 % 3 }
        let draws = noise.normal(count * 12)
        var elements: [Float] = []
        for (index, label) in labels.enumerated() {
            for input in 0..<12 {
                let centre: Float = (input + label) % 3 == 0 || (input / 3 + label) % 3 == 1 ? 0.65 : 0.35
                elements.append(min(1, max(0, centre + 0.18 * draws[index * 12 + input])))
            }
        }
        samples = Matrix(rows: count, columns: 12, elements: elements)
    }
}
