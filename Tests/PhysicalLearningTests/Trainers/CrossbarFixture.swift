import Matrices
import PhysicalDevices
import Simulated

@testable import PhysicalLearning

/// One unit on a chip whose cells the test can look at, even where the unit's device cannot be read.
struct CrossbarFixture {
    private let chip: SimulatedCrossbar

    init() {
        var parameters = CrossbarParameters()
        (parameters.tiles, parameters.rows, parameters.columns) = (1, 32, 64)
        chip = SimulatedCrossbar(id: "chip", parameters: parameters, seed: 5)
    }

    func circuit(blind: Bool) async throws -> UnitCircuit {
        try await chip.open()
        let device: any PhysicalDevice = blind ? BlindDevice(chip) : chip
        return try await circuit(on: device)
    }

    private func circuit(on device: any PhysicalDevice) async throws -> UnitCircuit {
        let descriptor = await device.descriptor
        let gate = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: descriptor))
        let unit = UnitSpecification.test(name: "hidden1", inputs: 12, outputs: 16)
        return UnitCircuit(
            specification: unit, placement: try Placement.place([unit], on: descriptor.array)[0], gate: gate,
            descriptor: descriptor, meter: ActivityMeter())
    }

    func cells(of unit: UnitCircuit) async throws -> Matrix<Float> { try await circuit(on: chip).conductances() }
}
