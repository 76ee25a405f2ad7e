import FaultScripts
import Transports

/// Serves an emulated board on a link: carries bytes at the pace of a serial line, counts operations, and lets faults
/// happen.
public actor EmulatorHost {
    /// Bytes on their way to a client that does not read, beyond which replies are lost, as on a line without flow
    /// control.
    private static let outgoingLimit = 4 << 20

    let board: any EmulatedBoard
    let start = ContinuousClock.now
    private let link: any EmulatorLink
    private let rate: LineRate?
    private let log: WireLog?

    var schedule: FaultSchedule
    var distortion = ReplyDistortion(seed: 0)
    var operations = 0
    /// Until when the board neither listens nor answers.
    var stalledUntil: ContinuousClock.Instant
    /// Until when the link is gone.
    private var absentUntil: ContinuousClock.Instant
    private var session: Session?
    private var outgoingBytes = 0

    /// What belongs to one client's time on the link.
    struct Session: Sendable {
        let outgoing: AsyncStream<Outgoing>.Continuation
        let end: AsyncStream<Void>.Continuation
    }

    /// Bytes that are to leave.
    struct Outgoing: Sendable {
        var bytes: [UInt8]
        var notBefore: ContinuousClock.Instant
    }

    /// Serves `board` on `link`, with the faults of `faults`, at the pace of `rate` (nil: as fast as it can).
    public init(
        board: any EmulatedBoard, link: any EmulatorLink, faults: FaultSchedule = FaultSchedule(),
        rate: LineRate? = nil, log: WireLog? = nil
    ) {
        self.board = board
        self.link = link
        self.rate = rate
        self.log = log
        schedule = faults
        stalledUntil = start
        absentUntil = start
    }

    /// Serves clients, one after the other, until the task is cancelled; then takes the link away. Throws
    /// `EmulationError` or `ByteStreamError` when the link cannot be put in place.
    public func run() async throws {
        do {
            while true {
                let stream = try await link.open()
                await board.connected(at: seconds(.now))
                await serve(stream)
                // The node goes before its clients are hung up, so that none of them finds it once more.
                if absentUntil > .now { await link.close() }
                await board.disconnected(at: seconds(.now))
                try Task.checkCancellation()
                try await wait { $0.absentUntil }
            }
        } catch is CancellationError {
            await link.close()
        } catch {
            await link.close()
            throw error
        }
    }

    /// The faults, those that are over included.
    public var faults: [ScheduledFault] { schedule.faults }

    /// Adds a fault; returns its number. Throws `FaultScriptError` when there are too many.
    @discardableResult
    public func inject(_ fault: ScheduledFault) throws -> Int { try schedule.add(fault) }

    /// Takes fault number `id` off the list, all of them for nil; returns how many were taken off.
    @discardableResult
    public func clearFaults(_ id: Int? = nil) async -> Int {
        if id == nil {
            (stalledUntil, absentUntil) = (.now, .now)
            await board.forgetFaults()
        }
        return schedule.clear(id)
    }

    /// Operations so far: requests that were answered.
    public var operationCount: Int { operations }

    // MARK: One client

    private func serve(_ stream: any ByteStream) async {
        let (outgoing, outgoingEnd) = AsyncStream.makeStream(of: Outgoing.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        session = Session(outgoing: outgoingEnd, end: end)
        outgoingBytes = 0
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [rate] in try? await self.listen(to: stream, rate) }
            group.addTask { [rate] in try? await self.answer(outgoing, on: stream, rate) }
            group.addTask { try? await self.watch() }
            group.addTask { for await _ in ends { break } }
            // Whichever ends first ends the session.
            await group.next()
            group.cancelAll()
        }
        session = nil
    }

    func receive(_ bytes: [UInt8], at instant: ContinuousClock.Instant) async throws {
        try await wait { $0.stalledUntil }
        log?.received(bytes, at: seconds(instant))
        let replies = await board.receive(bytes, at: seconds(instant))
        await dispatch(replies, at: instant)
    }

    /// Lets time pass for the board and for the faults.
    private func watch() async throws {
        while true {
            try await LineClock.wait(until: .now + .milliseconds(10))
            try await wait { $0.stalledUntil }
            let now = ContinuousClock.now
            await dispatch(board.tick(at: seconds(now)), at: now)
            for fault in schedule.due(seconds: seconds(now)) { await happen(fault, at: now) }
        }
    }

    /// Sends what is to leave, in order, a slice of the line at a time.
    private nonisolated func answer(
        _ outgoing: AsyncStream<Outgoing>, on stream: any ByteStream, _ rate: LineRate?
    ) async throws {
        var line = LineClock(rate: rate)
        for await piece in outgoing {
            try await wait { $0.stalledUntil }
            var sent = 0
            while sent < piece.bytes.count {
                let slice = Array(piece.bytes[sent..<min(piece.bytes.count, sent + line.sliceBytes)])
                try await LineClock.wait(until: line.pass(slice.count, from: piece.notBefore))
                try await stream.write(slice, deadline: .now + .seconds(3600))
                sent += slice.count
            }
            await left(piece)
        }
    }

    /// Waits for a moment that may be moved meanwhile, so in short steps. Throws `CancellationError`.
    private func wait(until moment: @Sendable (isolated EmulatorHost) -> ContinuousClock.Instant) async throws {
        while moment(self) > .now { try await LineClock.wait(until: min(moment(self), .now + .milliseconds(50))) }
    }

    private func left(_ piece: Outgoing) {
        outgoingBytes -= piece.bytes.count
        log?.sent(piece.bytes, at: seconds(.now))
    }

    /// Puts bytes behind those that are on their way.
    func send(_ bytes: [UInt8], notBefore instant: ContinuousClock.Instant) {
        guard let session, outgoingBytes + bytes.count <= Self.outgoingLimit else { return }
        outgoingBytes += bytes.count
        session.outgoing.yield(Outgoing(bytes: bytes, notBefore: instant))
    }

    /// Takes the link away for a while.
    func dropLink(seconds: Double) {
        absentUntil = max(absentUntil, .now + .seconds(seconds))
        session?.outgoing.finish()
        session?.end.yield()
        session = nil
    }

    func seconds(_ instant: ContinuousClock.Instant) -> Double { start.duration(to: instant) / .seconds(1) }
}
