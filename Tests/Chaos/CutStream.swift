import Synchronization
import Transports

/// A stream that ends after some bytes, both directions together.
final class CutStream: ByteStream {
    let address: String
    private let pair: PtyPair
    private let left: Mutex<Int>

    init(pair: PtyPair, bytes: Int) {
        self.pair = pair
        address = pair.path
        left = Mutex(bytes)
    }

    func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws {
        let count = take(bytes.count)
        if count > 0 { try await pair.master.write(Array(bytes.prefix(count)), deadline: deadline) }
        if count < bytes.count { try await cut() }
    }

    func read(upTo limit: Int, deadline: ContinuousClock.Instant) async throws -> [UInt8] {
        let bytes = try await pair.master.read(upTo: limit, deadline: deadline)
        let count = take(bytes.count)
        if count == 0 { try await cut() }
        return Array(bytes.prefix(count))
    }

    func discardInput() async throws { try await pair.master.discardInput() }

    func waitForHangUp() async { await pair.master.waitForHangUp() }

    func close() async { await pair.close() }

    private func take(_ count: Int) -> Int {
        left.withLock { left in
            let taken = min(left, count)
            left -= taken
            return taken
        }
    }

    private func cut() async throws {
        await pair.close()
        throw ByteStreamError(.hungUp, path: address, "the cable was pulled", remedy: "Plug it in again.")
    }
}
