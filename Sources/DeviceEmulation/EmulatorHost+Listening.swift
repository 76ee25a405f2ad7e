import Transports

extension EmulatorHost {
    /// Takes in what the host sends, at the pace of the line.
    nonisolated func listen(to stream: any ByteStream, _ rate: LineRate?) async throws {
        guard let rate else {
            while true { try await receive(try await Self.read(stream, upTo: 65_536), at: .now) }
        }
        let waiting = LineQueue(rate: rate)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true { try await waiting.add(try await Self.read(stream, upTo: LineQueue.pieceBytes)) }
            }
            group.addTask {
                var line = LineClock(rate: rate)
                for await piece in waiting.pieces {
                    var rest = piece.bytes[...]
                    while !rest.isEmpty {
                        let slice = Array(rest.prefix(line.sliceBytes))
                        rest = rest.dropFirst(slice.count)
                        let arrived = line.pass(slice.count, from: piece.sentAt)
                        try await LineClock.wait(until: arrived)
                        waiting.remove(slice.count)
                        try await self.receive(slice, at: arrived)
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private static func read(_ stream: any ByteStream, upTo limit: Int) async throws -> [UInt8] {
        while true {
            do {
                return try await stream.read(upTo: limit, deadline: .now + .seconds(3600))
            } catch let error as ByteStreamError where error.code == .timedOut {
                continue
            }
        }
    }
}
