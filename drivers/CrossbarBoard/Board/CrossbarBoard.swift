import Matrices
import PhysicalDevices
import Transports

/// A memristor board that speaks the crossbar wire protocol (docs/crossbar-wire-protocol.md).
///
/// The board is armed before the first request that energises and stays armed until the safe state; while it is armed
/// `hardwareState` is not `safe`. Reads of several callers share the wire, everything else is one at a time, in the
/// order of the calls. A board that has gone safe by itself is `degraded`; one whose link failed is `lost`; one on
/// which pulses may or may not have been applied is `unknown`. From all three `open` leads back.
public actor CrossbarBoard: VectorProcessor, PulseProgrammable, ConductanceReadable, BiasHolding {
    /// Opens the stream to the board before a moment.
    public typealias Opener = @Sendable (ContinuousClock.Instant) async throws -> any ByteStream

    public nonisolated let id: String
    public nonisolated let driver = "crossbar-board"
    public nonisolated let isSimulated = false
    /// What the configuration says about the board.
    public nonisolated let settings: CrossbarBoardSettings
    public internal(set) var state = DeviceState.absent
    public internal(set) var hardwareState = HardwareState.safe
    /// Pulse requests of which it was not known whether they were applied, oldest first, until `takeUnsettled`.
    public internal(set) var unsettled: [UnsettledPulses] = []
    /// The last lines that the board wrote into its log, at most 32.
    public internal(set) var boardLog: [String] = []

    let opener: Opener
    let nonce: @Sendable () -> UInt32
    let heartbeat: Duration?
    let clock: any Clock<Duration>

    /// What is known of the board since it was first opened; another one is not accepted in its place.
    var profile: BoardProfile?
    var link: CWPLink?
    var isArmed = false
    var gains = GainBook()
    /// Why the board went safe by itself.
    var trip: CWPStatus?
    /// Grows with each call for the safe state; an operation from before does not go on.
    var safeEpoch = 0
    var opening: Task<Void, any Error>?
    var safing: Task<Void, any Error>?

    var lane = CommandLane()
    var pastCounters = CWPLinkCounters()
    /// Numbers on which a board may still owe replies from earlier sessions.
    var owedNumbers: Set<UInt16> = []
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0

    /// A board called `id`, closed at first.
    ///
    /// - Parameters:
    ///   - open: Opens the stream; called again for each session.
    ///   - nonce: A new number for each session.
    ///   - heartbeat: How often the watchdog is fed on an idle line, no less often than three times in its time; nil to
    ///     leave it alone.
    ///   - clock: Measures time-outs and heartbeats.
    public init(
        id: String, settings: CrossbarBoardSettings = CrossbarBoardSettings(), open: @escaping Opener,
        nonce: @escaping @Sendable () -> UInt32 = { .random(in: 1 ... .max) }, heartbeat: Duration?,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.id = id
        self.settings = settings
        opener = open
        self.nonce = nonce
        self.heartbeat = heartbeat
        self.clock = clock
    }

    public var identity: DeviceIdentity {
        profile?.identity ?? DeviceIdentity(vendor: "CWP1", model: "crossbar board", serial: "", firmware: "")
    }

    /// What the board said when it was first opened; a device without cells before.
    public var descriptor: DeviceDescriptor {
        profile?.descriptor
            ?? DeviceDescriptor(
                capabilities: [], array: ArrayGeometry(tiles: 0, rows: 0, columns: 0),
                drive: DriveRange(bits: 1, signed: false, fullScale: Voltage(0)),
                converter: ConverterRange(bits: 2, fullScales: Voltage(0)...Voltage(0), gain: 1...1), pulses: nil,
                conductanceWindow: settings.conductanceWindow, maximumVectors: 1, timePerVector: TimeSpan(0))
    }

    /// What the links to the board have seen since the driver was made.
    public var counters: CWPLinkCounters {
        get async {
            guard let link else { return pastCounters }
            return await pastCounters + link.counters
        }
    }

    /// The unsettled pulses, which are forgotten with this call. Those still to be read back stay; a board that cannot
    /// read its cells has none of these.
    public func takeUnsettled() -> [UnsettledPulses] {
        let canRead = descriptor.capabilities.contains(.conductanceReadable)
        let taken = unsettled.filter { $0.readBack != nil || !canRead }
        unsettled.removeAll { $0.readBack != nil || !canRead }
        return taken
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

    func move(to next: DeviceState) {
        guard next != state else { return }
        state = next
        for watcher in watchers.values { watcher.yield(next) }
    }
}
