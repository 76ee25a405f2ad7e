import FaultScripts
import Matrices
import PhysicalDevices

/// A simulated memristive chip: tiles of cell pairs with the non-idealities of `CrossbarParameters`.
///
/// It is a device like any other: same requests, same errors, same wear, and it fails in the same ways when it is told
/// to. The same seed and the same operations give the same readings bit for bit.
public actor SimulatedCrossbar: VectorProcessor, PulseProgrammable, ConductanceReadable, TargetProgrammable, Fabricable,
    FaultInjectable
{
    public nonisolated let id: String
    public nonisolated let driver = "simulated-crossbar"
    public nonisolated let isSimulated = true
    /// The physics it was made with.
    public nonisolated let parameters: CrossbarParameters
    public internal(set) var state = DeviceState.absent {
        didSet {
            guard state != oldValue else { return }
            for watcher in watchers.values { watcher.yield(state) }
        }
    }
    public internal(set) var hardwareState = HardwareState.safe

    var chip: CrossbarChip
    var script: FaultScript
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0

    /// A chip called `id`, made from `seed` and failing as `faults` say; closed at first.
    ///
    /// - Parameter seconds: The clock by which faults happen and end [s].
    public init(
        id: String, parameters: CrossbarParameters = CrossbarParameters(), seed: UInt64 = 0,
        faults: FaultSchedule = FaultSchedule(), seconds: @escaping @Sendable () -> Double = SimulatedCrossbar.uptime()
    ) {
        self.id = id
        self.parameters = parameters
        chip = CrossbarChip(parameters: parameters, seed: seed)
        script = FaultScript(schedule: faults, seconds: seconds)
    }

    /// A clock that begins at 0 s now.
    public static func uptime() -> @Sendable () -> Double {
        let start = ContinuousClock.now
        return { start.duration(to: .now) / .seconds(1) }
    }

    public var identity: DeviceIdentity {
        DeviceIdentity(
            vendor: "pibd", model: "simulated crossbar",
            serial: script.serial ?? "SIM-\(String(chip.seed, radix: 16))", firmware: "1")
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
        // Whatever was lost on the way, the chip can be looked at now.
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
        chip = CrossbarChip(parameters: parameters, seed: seed)
    }

    /// Lets `seconds` pass on the chip's own clock: cells drift and relax, if the parameters say so.
    public func age(by seconds: TimeSpan) { chip.age(by: seconds) }

    public func process(_ request: Cleared<DriveRequest>) throws -> Measured {
        var (measured, outcome) = try perform("process") { chip in chip.measure(request.request) }
        measured.duration.value += outcome.delay
        hardwareState = .safe
        return outcome.isShort ? measured.withoutLastVector : measured
    }

    public func program(_ map: Cleared<PulseMap>) throws -> ProgramReport {
        var (report, outcome) = try perform("program", interrupted: { $0.programPart(of: map.request) }) { chip in
            chip.program(map.request)
        }
        report.duration.value += outcome.delay
        return report
    }

    public func program(_ request: Cleared<TargetMap>) throws {
        _ = try perform("program-targets") { chip in chip.program(request.request) }
    }

    public func conductances(_ block: Cleared<CellBlock>) throws -> Matrix<Float> {
        try perform("read-conductances") { chip in chip.conductances(block.request) }.result
    }
}
