import Matrices
import PhysicalDevices

/// A device that can do everything and keeps what reached it, in order.
actor RecordingDevice: VectorProcessor, PulseProgrammable, ConductanceReadable, TargetProgrammable, BiasHolding {
    /// What reached the device.
    enum Event: Sendable, Equatable {
        case processed, programmed(Int), targeted, read, held([Double]), safe
    }

    static let array = ArrayGeometry(tiles: 2, rows: 8, columns: 8)
    static let nominal = PulseShape(setAmplitude: Voltage(1), resetAmplitude: Voltage(-1), width: TimeSpan(1e-6))
    static let descriptor = DeviceDescriptor(
        capabilities: [
            .vectorProcessor, .pulseProgrammable, .conductanceReadable, .targetProgrammable, .biasHolding,
        ],
        array: array, drive: DriveRange(bits: 8, signed: true, fullScale: Voltage(0.2)),
        converter: ConverterRange(bits: 8, fullScales: Voltage(1)...Voltage(1), gain: 0.1...10),
        pulses: PulseRange(
            setAmplitude: Voltage(0.5)...Voltage(1.5), resetAmplitude: Voltage(-1.5)...Voltage(-0.5),
            width: TimeSpan(1e-7)...TimeSpan(1e-3), maximumCount: 100, nominalStep: 0.01, nominal: nominal),
        conductanceWindow: Conductance(1e-6)...Conductance(1e-4), maximumVectors: 4, timePerVector: TimeSpan(1e-6))

    nonisolated let id = "recording"
    nonisolated let driver = "recording"
    nonisolated let isSimulated = true
    let identity = DeviceIdentity(vendor: "test", model: "recording", serial: "1", firmware: "")
    var descriptor: DeviceDescriptor { Self.descriptor }
    let state = DeviceState.ready
    private(set) var hardwareState = HardwareState.safe
    private(set) var events: [Event] = []
    private(set) var emergencyStop: EmergencyStop?

    private var failsToHold = false
    private var gateKeeper: (began: AsyncStream<Void>.Continuation, go: AsyncStream<Void>)?

    init(emergencyStop: EmergencyStop? = nil) { self.emergencyStop = emergencyStop }

    func states() -> AsyncStream<DeviceState> { AsyncStream { $0.yield(.ready) } }
    func open() {}
    func close() {}

    func enterSafeState() {
        events.append(.safe)
        hardwareState = .safe
    }

    func failToHold(_ fails: Bool) { failsToHold = fails }

    /// The next operations say that they have begun, and end only when told to.
    func hold(began: AsyncStream<Void>.Continuation, until go: AsyncStream<Void>) { gateKeeper = (began, go) }

    private func record(_ event: Event) async {
        hardwareState = .asBefore
        if let gateKeeper {
            self.gateKeeper = nil
            gateKeeper.began.yield()
            for await _ in gateKeeper.go { break }
        }
        events.append(event)
        hardwareState = .asBefore
    }

    func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        await record(.processed)
        return Measured(
            outputs: Matrix(rows: request.request.drive.rows, columns: request.request.block.outputs),
            saturatedFraction: 0, duration: TimeSpan(0))
    }

    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport {
        await record(.programmed(map.request.total))
        return ProgramReport(applied: map.request.total, refusedCells: 0, duration: TimeSpan(0))
    }

    func program(_ request: Cleared<TargetMap>) async throws { await record(.targeted) }

    func conductances(_ block: Cleared<CellBlock>) async throws -> Matrix<Float> {
        await record(.read)
        return Matrix(rows: block.request.rows.count, columns: block.request.columns.count)
    }

    func hold(_ request: Cleared<BiasRequest>) async throws {
        await record(.held(request.request.voltages.map(\.value)))
        guard failsToHold else { return }
        throw DeviceError(
            .lost, "unplugged", remedy: "Plug it in.", device: id, operation: "hold", hardwareState: .unknown)
    }
}
