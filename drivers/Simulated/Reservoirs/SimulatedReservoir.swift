import FaultScripts
import Matrices
import PhysicalDevices

/// A simulated reservoir: fixed physics that is driven with vectors and read, behind the conduct of a device.
///
/// It fails in the same ways as other devices when it is told to. The same seed and the same operations give the same
/// readings bit for bit. What can be set of it, if anything, are coupling elements with targets; it takes no pulses.
public actor SimulatedReservoir<Physics: ReservoirPhysics>: VectorProcessor, Fabricable, FaultInjectable {
    public nonisolated let id: String
    public nonisolated let driver = Physics.driver
    public nonisolated let isSimulated = true
    /// The physics it was made with.
    public nonisolated let parameters: Physics.Parameters
    public internal(set) var state = DeviceState.absent {
        didSet {
            guard state != oldValue else { return }
            for watcher in watchers.values { watcher.yield(state) }
        }
    }
    public internal(set) var hardwareState = HardwareState.safe

    var physics: Physics
    var script: FaultScript
    private var seed: UInt64
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0

    /// A reservoir called `id`, made from `seed` and failing as `faults` say; closed at first.
    ///
    /// - Parameter seconds: The clock by which faults happen and end [s].
    public init(
        id: String, parameters: Physics.Parameters, seed: UInt64 = 0, faults: FaultSchedule = FaultSchedule(),
        seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime()
    ) {
        self.id = id
        self.parameters = parameters
        self.seed = seed
        physics = Physics(parameters: parameters, seed: seed)
        script = FaultScript(schedule: faults, seconds: seconds)
    }

    public var descriptor: DeviceDescriptor { Physics.descriptor(for: parameters) }

    public var identity: DeviceIdentity {
        DeviceIdentity(
            vendor: "pibd", model: Physics.model, serial: script.serial ?? "SIM-\(String(seed, radix: 16))",
            firmware: "1")
    }

    public func states() -> AsyncStream<DeviceState> {
        let watcher = nextWatcher
        nextWatcher += 1
        return AsyncStream(bufferingPolicy: .bufferingNewest(16)) { continuation in
            continuation.yield(state)
            watchers[watcher] = continuation
            continuation.onTermination = { _ in Task { await self.forget(watcher) } }
        }
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }

    public func open() throws {
        // Opening again resets a trip, as on a real board.
        if state == .degraded { try enterSafeState() }
        guard state == .absent || state == .lost else { return }
        state = .opening
        do {
            try checkPresence()
        } catch {
            state = .lost
            throw error
        }
        hardwareState = .safe
        state = .ready
    }

    public func close() {
        hardwareState = .safe
        state = .absent
    }

    public func enterSafeState() throws {
        if state == .lost { throw away("safe-state") }
        hardwareState = .safe
        if state == .degraded, script.acknowledgeTrip() { state = .ready }
    }

    public func fabricate(seed: UInt64) {
        self.seed = seed
        physics = Physics(parameters: parameters, seed: seed)
    }

    public func process(_ request: Cleared<DriveRequest>) throws -> Measured {
        try check(request.request.block, "process")
        var (measured, outcome) = try perform("process") { $0.measure(request.request) }
        measured.duration.value += outcome.delay
        hardwareState = .safe
        return outcome.isShort ? measured.withoutLastVector : measured
    }

    func check(_ block: CellBlock, _ operation: String) throws {
        guard let objection = physics.objection(to: block) else { return }
        throw DeviceError(
            .invalidRequest, objection, remedy: "Use a block that begins at row 0 and column 0, with two rows or more.",
            device: id, operation: operation, hardwareState: .asBefore)
    }
}

extension SimulatedReservoir: TargetProgrammable where Physics: TargetableReservoir {
    public func program(_ request: Cleared<TargetMap>) throws {
        try check(request.request.block, "program-targets")
        _ = try perform("program-targets") { $0.program(request.request) }
    }
}

/// Coupled oscillators as a device.
public typealias SimulatedOscillators = SimulatedReservoir<OscillatorNetwork>
/// A magnonic ring as a device.
public typealias SimulatedMagnonicRing = SimulatedReservoir<MagnonicRing>
