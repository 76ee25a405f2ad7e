import Transports

/// A stream whose far end is a recording.
public final class ReplayStream: ByteStream {
    public let address: String
    private let place: Int
    private let board: ReplayBoard

    init(address: String, place: Int, board: ReplayBoard) {
        self.address = address
        self.place = place
        self.board = board
    }

    public func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws {
        try board.receive(bytes, on: place)
    }

    public func read(upTo limit: Int, deadline: ContinuousClock.Instant) async throws -> [UInt8] {
        guard limit > 0 else {
            throw ByteStreamError(
                .invalid, path: address, "asked for \(limit) bytes", remedy: "Ask for at least one byte.")
        }
        while true {
            let version = board.signal.version
            if let bytes = try board.serve(limit, on: place) { return bytes }
            try Task.checkCancellation()
            guard deadline > .now else {
                throw ByteStreamError(
                    .timedOut, path: address, "no data came in time", remedy: "This is a replay: none was recorded.")
            }
            await board.signal.wait(beyond: version, until: deadline)
        }
    }

    public func discardInput() async throws { try board.discard(on: place) }

    public func waitForHangUp() async {
        while !Task.isCancelled {
            let version = board.signal.version
            if board.isGone(place) { return }
            await board.signal.wait(beyond: version, until: nil)
        }
    }

    public func close() async { board.close(place) }
}
