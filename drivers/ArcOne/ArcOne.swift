import PhysicalDevices
import Transports

/// An ArC ONE memristor board: 32 word lines, 32 bit lines, pulses, readings and test routines for single cells.
///
/// Rows are word lines, columns are bit lines. Made to characterise cells; as a vector processor it is slow, because
/// every sum of a bit line is a job of its own.
public actor ArcOne: PhysicalDevice {
    /// Opens the line to the board, until a deadline.
    public typealias Opener = @Sendable (ContinuousClock.Instant) async throws -> any ByteStream

    /// Restarts the board's controller, which switches everything off; there is no answer to it.
    ///
    /// A board in the middle of a job's parameters takes a reset for one of them. So a whole row of resets is sent:
    /// they fill such a job up with zeros, 0 V for 0 s, and the next one is heard.
    public static let emergencyBytes: [UInt8] =
        [0x0A] + Array(repeating: ArcJob.reset.lines.bytes, count: 16).flatMap { $0 }

    /// 921600 baud, 8 data bits, even parity, 1 stop bit. A pseudo-terminal has no parity and is opened without.
    public static let serialSettings = SerialSettings(baudRate: 921_600, parity: .even)

    public nonisolated let id: String
    public nonisolated let driver = "arc-one"
    public nonisolated let isSimulated = false
    /// What it was told about the board.
    public nonisolated let settings: ArcOneSettings
    public internal(set) var state = DeviceState.absent
    public internal(set) var hardwareState = HardwareState.unknown
    /// Pulses of which it is not known whether they were applied; empty once the cells were read back.
    public internal(set) var unsettled: [ArcUnsettledPulse] = []
    /// The cross-point that `select` keeps closed.
    public internal(set) var selected: ArcCell?

    let opener: Opener
    let pause: @Sendable (Duration) async throws -> Void
    var link: ArcLink?
    var firmware: ArcFirmwareVersion?
    /// Whether the board has been asked for its version in this daemon's life: the answer must stay the same.
    var knowsFirmware = false
    /// Whether nothing was asked of the board since it was restarted.
    var isFresh = false
    private var hangUpWatch: Task<Void, Never>?
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0
    private var laneIsTaken = false
    var laneIsBusy: Bool { laneIsTaken }
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Operations that wait for the one in hand.
    var queueLength: Int { waiting.count }
    /// Goes up with every safe state: what was queued before it must not run after it.
    private(set) var epoch = 0

    /// A board called `id`, closed at first.
    ///
    /// - Parameters:
    ///   - open: Opens the line; asked again after every loss.
    ///   - pause: Waits; replaced in tests.
    public init(
        id: String, settings: ArcOneSettings = ArcOneSettings(), open: @escaping Opener,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.id = id
        self.settings = settings
        self.opener = open
        self.pause = pause
    }

    public var identity: DeviceIdentity {
        DeviceIdentity(
            vendor: "Arc Instruments", model: "ArC ONE", serial: settings.serial ?? "unknown",
            firmware: firmware?.description ?? "")
    }

    public var emergencyStop: EmergencyStop? { EmergencyStop(send: Self.emergencyBytes, expect: nil) }

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

    func move(to next: DeviceState) {
        guard next != state else { return }
        state = next
        for watcher in watchers.values { watcher.yield(next) }
    }

    /// Waits for the lane: one operation at a time, in order, a safe state before all others.
    func enterLane(ahead: Bool = false) async {
        guard laneIsTaken else {
            laneIsTaken = true
            return
        }
        await withCheckedContinuation { continuation in
            if ahead { waiting.insert(continuation, at: 0) } else { waiting.append(continuation) }
        }
    }

    func leaveLane() {
        if waiting.isEmpty { laneIsTaken = false } else { waiting.removeFirst().resume() }
    }

    func beginEpoch() { epoch += 1 }

    /// Watches for the board to go, also while nothing is asked of it.
    func watch(_ link: ArcLink) {
        hangUpWatch?.cancel()
        hangUpWatch = Task { [weak self] in
            await link.stream.waitForHangUp()
            guard !Task.isCancelled else { return }
            await self?.lose(link)
        }
    }

    /// Lets go of the line, if it is still this one.
    func lose(_ gone: ArcLink) async {
        guard link === gone else { return }
        await release()
        hardwareState = .unknown
        move(to: .lost)
    }

    func release() async {
        hangUpWatch?.cancel()
        hangUpWatch = nil
        let stream = link?.stream
        link = nil
        selected = nil
        isFresh = false
        await stream?.close()
    }

    func error(
        _ code: DeviceError.Code, _ message: String, remedy: String, _ operation: String,
        _ hardwareState: HardwareState, cause: (any Error)? = nil
    ) -> DeviceError {
        DeviceError(
            code, message, remedy: remedy, device: id, operation: operation, hardwareState: hardwareState,
            cause: cause.map { "\($0)" })
    }
}
