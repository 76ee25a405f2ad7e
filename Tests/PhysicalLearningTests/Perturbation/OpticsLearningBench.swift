import Matrices
import PhysicalDevices
import RandomStreams
import Simulated

@testable import PhysicalLearning

/// A small chip behind small optics.
struct OpticsLearningBench {
    let chip: LearningBench
    let rig: SimulatedOptics
    let gate: SafetyGate
    let descriptor: DeviceDescriptor

    init(pixels: Int = 16, camera: Int = 24, seed: UInt64 = 5, hasMask: Bool = false) async throws {
        chip = try await LearningBench(seed: seed)
        var parameters = OpticsParameters()
        parameters.pixels = pixels
        parameters.cameraPixels = camera
        parameters.hasMask = hasMask
        rig = SimulatedOptics(id: "optics", parameters: parameters, seed: seed)
        try await rig.open()
        descriptor = SimulatedOptics.descriptor(for: parameters)
        gate = try await SafetyGate(device: rig, envelope: SafetyEnvelope(spanning: descriptor))
    }

    func frontEnd(tile: Int, inputs: Int, features: Int) async throws -> FrontEnd {
        var frontEnd = try FrontEnd(
            tile: tile, inputs: inputs, features: features, gate: gate, descriptor: descriptor, meter: chip.meter)
        if let range = await gate.maskRange {
            let mask = PhaseMask(field: tile, pixels: inputs, range: range, gate: gate)
            try await mask.show()
            frontEnd.mask = mask
        }
        return frontEnd
    }

    /// Twelve inputs, a unit of optics alone with a trainable mask, and a head of three classes on the chip.
    func maskNetwork(calibratedOn samples: Matrix<Float>, features: Int = 6) async throws -> Network {
        let unit = UnitSpecification.test(
            name: "mask", inputs: features, outputs: features, activation: .linear, initialSpread: 0)
        var mask = UnitCircuit(
            specification: unit, placement: .none, gate: chip.gate, descriptor: chip.descriptor, meter: chip.meter)
        mask.frontEnd = try await frontEnd(tile: 0, inputs: 12, features: features)
        return try await calibrated(Network(units: [mask], heads: [head(inputs: features)]), on: samples)
    }

    /// 12-[24]-8 with a head of three classes: optics before the cells.
    func layeredNetwork(calibratedOn samples: Matrix<Float>) async throws -> Network {
        let unit = UnitSpecification.test(name: "hidden1", inputs: 24, outputs: 8)
        let placement = try Placement.place([unit], on: chip.descriptor.array)[0]
        var circuit = UnitCircuit(
            specification: unit, placement: placement, gate: chip.gate, descriptor: chip.descriptor, meter: chip.meter)
        circuit.frontEnd = try await frontEnd(tile: 0, inputs: 12, features: 24)
        var initial = InitialPulses(stream: RandomStream(seed: 1, name: "initial-weights"))
        _ = try await initial.prepare(circuit)
        return try await calibrated(Network(units: [circuit], heads: [head(inputs: 8)]), on: samples)
    }

    private func head(inputs: Int) -> Network.Head {
        var specification = UnitSpecification.test(
            name: "head", inputs: inputs, outputs: 3, activation: .linear, initialSpread: 0)
        specification.fullScale = Voltage(8)
        specification.calibrationTarget = 2
        specification.learningRate = 0.02
        let block = CellBlock(tile: 39, rows: 0..<inputs + 1, columns: 0..<6)
        let placement = Placement(pieces: [.init(block: block, rows: 0..<inputs + 1, outputs: 0..<3)])
        let circuit = UnitCircuit(
            specification: specification, placement: placement, gate: chip.gate, descriptor: chip.descriptor,
            meter: chip.meter)
        return Network.Head(readOut: "head", inputs: .all, circuit: circuit)
    }

    private func calibrated(_ network: Network, on samples: Matrix<Float>) async throws -> Network {
        var network = network
        _ = try await GainCalibration(percentile: 0.99).calibrate(&network, on: samples)
        return network
    }
}
