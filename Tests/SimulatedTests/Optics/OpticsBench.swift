import FaultScripts
import Matrices
import PhysicalDevices
import Simulated

/// A small simulated rig, open behind its gate.
struct OpticsBench {
    let rig: SimulatedOptics
    let gate: SafetyGate
    let whole = CellBlock(tile: 0, rows: 0..<24, columns: 0..<128)

    init(
        seed: UInt64 = 3, faults: FaultSchedule = FaultSchedule(),
        seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime(),
        _ change: (inout OpticsParameters) -> Void
    ) async throws {
        var parameters = OpticsParameters()
        parameters.fields = 2
        parameters.pixels = 24
        parameters.cameraPixels = 64
        change(&parameters)
        rig = SimulatedOptics(id: "optics", parameters: parameters, seed: seed, faults: faults, seconds: seconds)
        try await rig.open()
        gate = try await SafetyGate(
            device: rig, envelope: SafetyEnvelope(spanning: SimulatedOptics.descriptor(for: parameters)))
    }

    init(
        seed: UInt64 = 3, faults: FaultSchedule = FaultSchedule(),
        seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime()
    ) async throws {
        try await self.init(seed: seed, faults: faults, seconds: seconds) { _ in }
    }

    /// `n` different vectors.
    func request(n: Int = 6, exposure: Double = 1) -> DriveRequest {
        let drive = Matrix<Float>(rows: n, columns: 24, elements: (0..<n * 24).map { Float($0 * 37 % 101) / 100 })
        return DriveRequest(block: whole, drive: drive, gain: exposure, fullScale: Voltage(1))
    }

    func read(n: Int = 6, exposure: Double = 1) async throws -> Measured {
        try await gate.process(request(n: n, exposure: exposure))
    }
}

extension OpticsParameters {
    /// Switches every noise off and makes the camera fine.
    mutating func makeQuiet() {
        hourlyCorrelation = 1
        cameraBits = 16
        fullWell = 0
        readNoise = 0
        darkLevel = 0
        sourceFluctuation = 0
    }
}
