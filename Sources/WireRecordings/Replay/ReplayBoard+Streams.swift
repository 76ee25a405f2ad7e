import Transports

/// The driver's side: what its streams see.
extension ReplayBoard {
    /// Opens the next recorded stream.
    func open() throws -> ReplayStream {
        defer { signal.raise() }
        return try state.withLock { state in
            guard !state.isOver else { throw Self.unplugged }
            guard state.openings < script.openings.count else {
                state.differ(
                    .extraOpening, message: nil, expected: "no further opening", got: "one",
                    ["\(script.openings.count) were recorded"])
                throw Self.unplugged
            }
            let place = state.openings
            state.openings += 1
            let stream = try script.openings[place].get()
            state.streams[place] = Progress(splitter: dialect.splitter(.outbound))
            return ReplayStream(address: stream.address, place: place, board: self)
        }
    }

    func receive(_ bytes: [UInt8], on place: Int) throws {
        defer { signal.raise() }
        try withProgress(place) { state, progress, stream in
            for message in progress.splitter.receive(bytes) where !message.isIncidental {
                try compare(message, &state, progress, stream)
                progress.sent += 1
                state.messages += 1
            }
            if progress.failures < stream.failures.count,
                state.hasReached(stream.failures[progress.failures].point)
            {
                progress.failures += 1
                throw stream.failures[progress.failures - 1].error
            }
        }
    }

    /// The next bytes that are due, at most `limit`; nil while none are.
    func serve(_ limit: Int, on place: Int) throws -> [UInt8]? {
        try withProgress(place) { state, progress, stream in
            guard progress.served < stream.inbound.count else {
                if let hangUp = stream.hangUp, state.hasReached(hangUp) { throw Self.hungUp(stream.address) }
                return nil
            }
            let piece = stream.inbound[progress.served]
            guard state.hasReached(piece.point) else { return nil }
            let bytes = piece.bytes.dropFirst(progress.offset).prefix(limit)
            progress.offset += bytes.count
            if progress.offset == piece.bytes.count {
                progress.served += 1
                progress.offset = 0
            }
            return [UInt8](bytes)
        }
    }

    /// Throws away no more than the driver threw away at this point of the recording.
    func discard(on place: Int) throws {
        try withProgress(place) { state, progress, stream in
            guard progress.discards < stream.discards.count else { return }
            let end = stream.discards[progress.discards]
            progress.discards += 1
            if progress.served < end {
                progress.served = end
                progress.offset = 0
            }
        }
    }

    func close(_ place: Int) {
        state.withLock { $0.streams[place]?.isClosed = true }
        signal.raise()
    }

    /// Whether the far end of a stream has gone, or the driver has closed it.
    func isGone(_ place: Int) -> Bool {
        state.withLock { state in
            guard !state.isOver, let progress = state.streams[place], !progress.isClosed,
                case .success(let stream) = script.openings[place]
            else { return true }
            guard let hangUp = stream.hangUp else { return false }
            return progress.served == stream.inbound.count && state.hasReached(hangUp)
        }
    }

    private func withProgress<Value>(
        _ place: Int, _ body: (inout State, inout Progress, ReplayScript.Stream) throws -> Value
    ) throws -> Value {
        try state.withLock { state in
            guard !state.isOver, var progress = state.streams[place], !progress.isClosed,
                case .success(let stream) = script.openings[place]
            else { throw Self.unplugged }
            defer { state.streams[place] = progress }
            return try body(&state, &progress, stream)
        }
    }

    private func compare(
        _ message: WireMessage, _ state: inout State, _ progress: Progress, _ stream: ReplayScript.Stream
    ) throws {
        let number = state.messages + 1
        guard progress.sent < stream.expected.count else {
            state.differ(
                .extraMessage, message: number, expected: "nothing more on this stream",
                got: dialect.summary(of: message, .outbound),
                dialect.fields(of: message, .outbound).prefix(8).map { "\($0.name): \($0.value)" })
            throw Self.unplugged
        }
        let expected = stream.expected[progress.sent]
        guard !MessageComparison.agree(expected, message) else { return }
        state.differ(
            .message, message: number, expected: dialect.summary(of: expected, .outbound),
            got: dialect.summary(of: message, .outbound),
            MessageComparison(dialect: dialect).explanation(expected, message))
        throw Self.unplugged
    }

    private static let unplugged = ByteStreamError(
        .hungUp, path: "replay", "the replay is over", remedy: "See what the replay reports.")

    private static func hungUp(_ address: String) -> ByteStreamError {
        ByteStreamError(.hungUp, path: address, "the far end is gone", remedy: "This is a replay: it was recorded so.")
    }
}
