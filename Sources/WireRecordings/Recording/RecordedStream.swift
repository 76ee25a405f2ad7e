import Synchronization
import Transports

/// A stream that passes everything on, and tells a tap of it.
public final class RecordedStream: ByteStream {
    private let base: any ByteStream
    private let tap: WireTap
    /// The recording during which it was opened, and its number there.
    private let opening: (recording: Int, number: Int)
    private let marks = Mutex((hungUp: false, closed: false))

    public var address: String { base.address }

    /// The stream `base`, just opened, heard by `tap`.
    init(_ base: any ByteStream, tap: WireTap) {
        self.base = base
        self.tap = tap
        opening = tap.state.withLock { state in
            state.openStreams += 1
            guard let queue = state.queue, queue.isOpen else { return (0, 0) }
            state.streams += 1
            queue.append(.opened(stream: state.streams, address: base.address))
            return (state.recording, state.streams)
        }
    }

    deinit {
        noteClosing()
    }

    /// Before they go out: their answer may be read, by another task, before the write returns. Writes made at the same
    /// time are noted in the order in which they were asked for.
    public func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws {
        note { .sent(stream: $0, bytes) }
        do {
            try await base.write(bytes, deadline: deadline)
        } catch let error as ByteStreamError {
            note { .writeFailed(stream: $0, error) }
            noteHangUp(error)
            throw error
        }
    }

    public func read(upTo limit: Int, deadline: ContinuousClock.Instant) async throws -> [UInt8] {
        do {
            let bytes = try await base.read(upTo: limit, deadline: deadline)
            note { .received(stream: $0, bytes) }
            return bytes
        } catch let error as ByteStreamError {
            noteHangUp(error)
            throw error
        }
    }

    public func discardInput() async throws {
        do {
            try await base.discardInput()
            note { .discarded(stream: $0) }
        } catch let error as ByteStreamError {
            noteHangUp(error)
            throw error
        }
    }

    public func waitForHangUp() async {
        await base.waitForHangUp()
        guard !Task.isCancelled else { return }
        noteHangUp()
    }

    public func close() async {
        noteClosing()
        await base.close()
    }

    private func note(_ event: (Int) -> WireEvent) {
        tap.note { state in event(state.recording == opening.recording ? opening.number : 0) }
    }

    private func noteHangUp(_ error: ByteStreamError) {
        if error.code == .hungUp { noteHangUp() }
    }

    /// Once, however many of the driver's tasks see it, and not when it was the driver who closed.
    private func noteHangUp() {
        let isNews = marks.withLock { marks in
            defer { marks.hungUp = true }
            return !marks.hungUp && !marks.closed
        }
        if isNews { note { .hungUp(stream: $0) } }
    }

    private func noteClosing() {
        let isNews = marks.withLock { marks in
            defer { marks.closed = true }
            return !marks.closed
        }
        guard isNews else { return }
        note { .closed(stream: $0) }
        tap.state.withLock { $0.openStreams -= 1 }
    }
}
