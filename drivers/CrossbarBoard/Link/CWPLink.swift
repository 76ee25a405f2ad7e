import Transports

/// The host's end of a session with a board: numbers requests, keeps a window of them in flight, and pairs each with
/// its answer, whatever happens to the bytes on the way.
///
/// A reply is taken for an answer only if its number is awaited, its opcode is the request's and its content fits what
/// was asked. Everything else is dropped and counted. Pulses are not idempotent, so a request is sent again only under
/// its own number and only while the board still keeps its answer; after the last try the link ends, and what was in
/// flight has an unknown outcome. A new link then starts with `resynchronise` and HELLO.
actor CWPLink {
    let stream: any ByteStream
    let settings: CWPLinkSettings
    let clock: any Clock<Duration>
    /// Events, heartbeat answers and the end, in order; for one reader.
    nonisolated let notices: AsyncStream<CWPNotice>
    let notify: AsyncStream<CWPNotice>.Continuation

    /// Most requests that the board takes unanswered; one until it has said.
    var maximumInFlight = 1
    /// Grows with every safe state: requests that belong to an earlier one are no longer sent.
    var epoch: Int
    /// Why the link is over; nil while it works.
    var ended: CWPLinkError?
    /// The last state event that was not about a bad frame.
    var lastStateEvent: CWPEvent?
    /// The sequence of the ARM after which the board has not been safe; nil while it is.
    var armedSince: Int?
    var counters = CWPLinkCounters()

    var decoder = CWPFrameDecoder()
    var lastReceived = ContinuousClock.now
    var lastFrameError: CWPFrameError?
    /// The first bytes that came, to say what talks there when it is no board.
    var firstBytes: [UInt8] = []

    /// Waiting to be sent, in order.
    var queue: [CWPExchange] = []
    /// Sent ahead of everything: the safe state.
    var urgent: [CWPExchange] = []
    /// In flight and to be sent again.
    var resends: [CWPExchange] = []
    /// Sent and unanswered, in the order in which they went out first.
    var flight: [CWPExchange] = []
    /// Asked again after a while, because the board was busy.
    var delayed: [CWPExchange] = []
    var heartbeatDue: CWPExchange?

    var nextCommandID: UInt16 = CWPRequestIDs.commands.lowerBound
    var nextHeartbeatID: UInt16 = CWPRequestIDs.heartbeats.lowerBound
    var nextSequence = 0
    var framesSent = 0
    var heartbeats: UInt64 = 0
    /// Replies that the board may still send, by number.
    var owed: [UInt16: Int] = [:]

    var pumping: Task<Void, Never>?
    var timer: Task<Void, Never>?
    private var lastTicket = 0
    private var background: [Task<Void, Never>] = []
    private var closing: Task<Void, Never>?

    /// A link over `stream`, which it owns. It reads nothing before `start`.
    init(
        stream: any ByteStream, settings: CWPLinkSettings, epoch: Int = 0,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.stream = stream
        self.epoch = epoch
        self.settings = settings
        self.clock = clock
        (notices, notify) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    /// Begins to read, and to watch for the far end going away.
    func start() {
        background.append(Task { await self.readOn() })
        background.append(
            Task {
                await self.stream.waitForHangUp()
                await self.hangUp()
            })
    }

    /// Takes over what the board said about itself.
    func configure(maximumInFlight: Int, maximumPayload: Int) {
        self.maximumInFlight = max(1, maximumInFlight)
        decoder.maximumPayload = maximumPayload
    }

    /// Feeds the watchdog: after half of `interval` without a frame of ours a heartbeat goes out.
    func startHeartbeats(every interval: Duration) {
        background.append(
            Task(priority: .high) {
                while ended == nil {
                    let before = framesSent
                    do { try await clock.sleep(for: interval / 2) } catch { return }
                    if framesSent == before { beat() }
                }
            })
    }

    func nextTicket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    /// Numbers on which replies may still come; the next session keeps away from them.
    var owedNumbers: Set<UInt16> { Set(owed.keys).union(settings.avoided) }

    /// Ends the link and closes the stream; whatever is in flight fails.
    func close() async {
        end(CWPLinkError(kind: .lost, message: "the link was closed"))
        await closing?.value
    }

    /// The link is over: everybody who waits is told, and the stream is let go of at once, because a descriptor held on
    /// to keeps the kernel from giving a returning board its name back.
    func end(_ error: CWPLinkError) {
        guard ended == nil else { return }
        ended = error
        timer?.cancel()
        for task in background { task.cancel() }
        let sent = flight
        let unsent = urgent + queue + delayed
        (flight, urgent, queue, delayed, resends, heartbeatDue) = ([], [], [], [], [], nil)
        for exchange in sent { exchange.fail(error.kind, error.message, wasSent: true) }
        for exchange in unsent { exchange.fail(error.kind, error.message, wasSent: false) }
        notify.yield(.ended(error))
        notify.finish()
        closing = Task { [stream] in await stream.close() }
    }

    /// The far end has gone. Replies that came before are still read, for a moment.
    private func hangUp() async {
        if !flight.isEmpty { try? await clock.sleep(for: .milliseconds(100)) }
        end(CWPLinkError(kind: .lost, message: "the far end is gone"))
    }
}

/// How request numbers are dealt out.
enum CWPRequestIDs {
    /// Requests of the driver, from 1 again after every HELLO.
    static let commands: ClosedRange<UInt16> = 1...0xEFFF
    /// Heartbeats, so that they do not shift the numbers of the commands.
    static let heartbeats: ClosedRange<UInt16> = 0xF000...0xFFFE
    /// The emergency program's.
    static let emergency: UInt16 = 0xFFFF
}

extension CWPExchange {
    /// Ends it with a failure of the link.
    func fail(_ kind: CWPLinkError.Kind, _ message: String, wasSent: Bool) {
        group.finish(index, with: .failure(CWPLinkError(kind: kind, message: message, wasSent: wasSent)))
    }
}
