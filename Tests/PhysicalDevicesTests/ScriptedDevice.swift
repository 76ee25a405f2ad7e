import Matrices
import PhysicalDevices

/// A device that counts what reaches it and returns what it is told to.
actor ScriptedDevice: VectorProcessor, PulseProgrammable {
    enum Fault: Sendable { case none, notANumber, infinite, shortBatch }

    static let nominal = PulseShape(setAmplitude: Voltage(1), resetAmplitude: Voltage(-1), width: TimeSpan(1e-6))
    static let descriptor = DeviceDescriptor(
        capabilities: [.vectorProcessor, .pulseProgrammable], array: ArrayGeometry(tiles: 1, rows: 8, columns: 8),
        drive: DriveRange(bits: 8, signed: false, fullScale: Voltage(0.2)),
        converter: ConverterRange(bits: 8, fullScales: Voltage(1)...Voltage(1), gain: 0.1...10),
        pulses: PulseRange(
            setAmplitude: Voltage(0.5)...Voltage(1.5), resetAmplitude: Voltage(-1.5)...Voltage(-0.5),
            width: TimeSpan(1e-7)...TimeSpan(1e-3), maximumCount: 100, nominalStep: 0.01, nominal: nominal),
        conductanceWindow: Conductance(1e-6)...Conductance(1e-4), maximumVectors: 4, timePerVector: TimeSpan(1e-6))

    nonisolated let id = "scripted"
    nonisolated let driver = "scripted"
    nonisolated let isSimulated = true
    let identity = DeviceIdentity(vendor: "test", model: "scripted", serial: "1", firmware: "")
    private(set) var state = DeviceState.absent
    private(set) var hardwareState = HardwareState.safe
    private(set) var processed = 0
    private(set) var programmed = 0
    private(set) var safeStates = 0
    private var fault = Fault.none
    private var watchers: [AsyncStream<DeviceState>.Continuation] = []

    var descriptor: DeviceDescriptor { Self.descriptor }

    func show(_ fault: Fault) { self.fault = fault }

    func states() -> AsyncStream<DeviceState> {
        AsyncStream { continuation in
            continuation.yield(state)
            watchers.append(continuation)
        }
    }

    private func move(to next: DeviceState) {
        state = next
        for watcher in watchers { watcher.yield(next) }
    }

    func open() { if state != .ready { move(to: .ready) } }
    func close() { if state != .absent { move(to: .absent) } }

    func enterSafeState() {
        safeStates += 1
        hardwareState = .safe
    }

    func process(_ request: Cleared<DriveRequest>) throws -> Measured {
        processed += 1
        let rows = fault == .shortBatch ? request.request.drive.rows - 1 : request.request.drive.rows
        var outputs = Matrix<Float>(rows: rows, columns: request.request.block.outputs)
        if fault == .notANumber { outputs[0, 0] = .nan }
        if fault == .infinite { outputs[0, 0] = .infinity }
        return Measured(outputs: outputs, saturatedFraction: 0, duration: TimeSpan(0))
    }

    func program(_ map: Cleared<PulseMap>) throws -> ProgramReport {
        programmed += 1
        return ProgramReport(applied: map.request.total, refusedCells: 0, duration: TimeSpan(0))
    }
}
