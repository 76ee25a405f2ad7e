import FaultScripts
import Matrices
import PhysicalDevices
import Simulated

/// A small simulated chip, open behind its gate.
struct ChipBench {
    let chip: SimulatedCrossbar
    let gate: SafetyGate
    let whole = CellBlock(tile: 0, rows: 0..<32, columns: 0..<16)
    let shape = PulseShape(setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))

    init(
        seed: UInt64 = 3, faults: FaultSchedule = FaultSchedule(),
        seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime(),
        _ change: (inout CrossbarParameters) -> Void
    ) async throws {
        var parameters = CrossbarParameters()
        parameters.tiles = 2
        parameters.rows = 32
        parameters.columns = 16
        parameters.readVoltage = Voltage(0.4)
        change(&parameters)
        chip = SimulatedCrossbar(
            id: "chip", parameters: parameters, seed: seed, faults: faults, seconds: seconds)
        try await chip.open()
        gate = try await SafetyGate(
            device: chip, envelope: SafetyEnvelope(spanning: SimulatedCrossbar.descriptor(for: parameters)))
    }

    func request(gain: Double) -> DriveRequest {
        let drive = Matrix<Float>(rows: 6, columns: 32, elements: (0..<192).map { Float($0 * 37 % 101) / 100 })
        return DriveRequest(block: whole, drive: drive, gain: gain, fullScale: Voltage(1))
    }

    func read(gain: Double = 0.05) async throws -> Measured { try await gate.process(request(gain: gain)) }

    func cells() async throws -> Matrix<Float> { try await gate.conductances(whole) }

    func pulse(_ count: Int8) async throws {
        _ = try await gate.program(
            PulseMap(block: whole, counts: [Int8](repeating: count, count: whole.count), shape: shape))
    }
}

extension CrossbarParameters {
    /// Switches every non-ideality off.
    mutating func makeIdeal() {
        driveBits = 16
        converterBits = 24
        readNoise = 0
        gainMismatch = 0
        offset = 0
        stepNoise = 0
        stepMismatch = 0
        boundMismatch = 0
    }
}
