import PhysicalDevices
import Transports

/// The line to a board: one job at a time, and no reply of one job is ever taken for that of another.
///
/// Replies carry no number and no checksum, so after anything unexpected (a time-out, bytes nobody asked for, an
/// interruption) the link is poisoned: it refuses every job until the board was restarted.
actor ArcLink {
    /// Why a job failed.
    enum Failure: Error, Sendable, Equatable {
        case poisoned
        case interrupted
        case timedOut(received: Int)
        case gone(String)
    }

    let stream: any ByteStream
    private let pause: @Sendable (Duration) async throws -> Void
    private let timing: ArcOneTiming
    private var decoder = ArcReplyDecoder()
    private var reading: Task<[UInt8], any Error>?
    private var isInterrupted = false
    private var interruption: Task<Void, any Error>?
    /// Jobs so far; the number of the present one.
    private(set) var job = 0
    private(set) var isPoisoned = false
    /// Bytes that came without being asked for.
    private(set) var unexpectedBytes = 0

    init(
        stream: any ByteStream, timing: ArcOneTiming, pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.stream = stream
        self.timing = timing
        self.pause = pause
    }

    /// Restarts the board's controller and waits until it can listen. Heals the link.
    ///
    /// - Parameter flushing: Whether the board may be in the middle of a job's parameters: see `ArcOne.emergencyBytes`.
    func reset(flushing: Bool) async throws {
        // An interruption that is still on its way out would restart the board once more, in the new session.
        _ = await interruption?.result
        isInterrupted = false
        decoder.clear()
        try await write(flushing ? ArcOne.emergencyBytes : ArcJob.reset.lines.bytes)
        try await pause(timing.reset)
        try await discard()
        isPoisoned = false
    }

    /// Ends whatever is under way and tells the board to restart, at once and without waiting for anything.
    ///
    /// - Parameter number: Only if this is still the present job.
    func interrupt(job number: Int? = nil) async throws {
        guard number == nil || number == job else { return }
        isInterrupted = true
        isPoisoned = true
        reading?.cancel()
        // Not the caller's task: a safe state is reached also by one that was cancelled.
        let writing = Task { [stream] in try await stream.write(ArcOne.emergencyBytes, deadline: .now + .seconds(1)) }
        interruption = writing
        try await writing.value
    }

    /// Declares that the board's state, or what is on the line, is not known.
    func poison() { isPoisoned = true }

    /// Sends a job that has no reply.
    func send(_ job: ArcJob, paced: Bool = false) async throws {
        try await begin()
        try await write(job.lines.bytes)
        if paced { try await pause(timing.writing) }
    }

    /// Sends a job and returns its reply of `count` numbers.
    func floats(_ count: Int, for jobs: ArcJob..., within limit: Duration? = nil) async throws -> [Float] {
        try await begin()
        try await write(jobs.flatMap(\.lines.bytes))
        let floats = try await receive(by: .now + (limit ?? timing.reply)) { $0.floats(count) }
        finish()
        return floats
    }

    /// Sends one more part of a job that is under way, and returns `count` numbers.
    func moreFloats(_ count: Int, for part: ArcJob) async throws -> [Float] {
        try await write(part.lines.bytes)
        return try await receive(by: .now + timing.reply) { $0.floats(count) }
    }

    /// Begins a job whose reply comes in pieces; ends with `finish`.
    func start(_ jobs: ArcJob...) async throws {
        try await begin()
        try await write(jobs.flatMap(\.lines.bytes))
    }

    /// The next triplet of a job under way.
    func triplet(by deadline: ContinuousClock.Instant) async throws -> ArcTriplet {
        try await receive(by: deadline) { $0.triplet() }
    }

    /// The next line.
    func line(by deadline: ContinuousClock.Instant) async throws -> String {
        try await receive(by: deadline) { $0.line() }
    }

    /// The firmware's version.
    func version(by deadline: ContinuousClock.Instant) async throws -> ArcFirmwareVersion {
        try await receive(by: deadline) { $0.version() }
    }

    /// Ends a job: everything it should have answered is here. More than that must not be there.
    func finish() {
        guard decoder.pending > 0 else { return }
        unexpectedBytes += decoder.pending
        decoder.clear()
        isPoisoned = true
    }

    private func begin() async throws {
        guard !isInterrupted else { throw Failure.interrupted }
        guard !isPoisoned else { throw Failure.poisoned }
        try await discard()
        decoder.clear()
        job += 1
    }

    private func write(_ bytes: [UInt8]) async throws {
        do {
            try await stream.write(bytes, deadline: .now + timing.reply)
        } catch {
            throw failure(error)
        }
    }

    private func discard() async throws {
        do {
            try await stream.discardInput()
        } catch {
            throw failure(error)
        }
    }

    private func receive<Value: Sendable>(
        by deadline: ContinuousClock.Instant, _ take: (inout ArcReplyDecoder) -> Value?
    ) async throws -> Value {
        while true {
            if let value = take(&decoder) { return value }
            guard !isInterrupted else { throw Failure.interrupted }
            // Not the caller's task: a caller that gives up must not leave half a reply behind.
            let reading = Task { [stream] in try await stream.read(upTo: 65_536, deadline: deadline) }
            self.reading = reading
            defer { self.reading = nil }
            do {
                decoder.feed(try await reading.value)
            } catch {
                throw failure(error)
            }
        }
    }

    private func failure(_ error: any Error) -> Failure {
        isPoisoned = true
        if isInterrupted { return .interrupted }
        guard let error = error as? ByteStreamError else { return .interrupted }
        switch error.code {
        case .timedOut: return .timedOut(received: decoder.pending)
        default: return .gone(error.description)
        }
    }
}
