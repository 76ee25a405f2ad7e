import DeviceEmulation
import Foundation
import Transports

/// A pseudo-terminal behind a symbolic link, whose cable is pulled after some bytes, wherever in a frame that is.
actor FlakyLink: EmulatorLink {
    /// How long the cable holds [bytes], and how long it had been away before [s].
    struct Cable: Sendable {
        var bytes: Int?
        var absence: Double
    }

    let path: String
    private let next: @Sendable (Int) -> Cable
    private var count = 0
    private var pair: PtyPair?

    /// A link at `path`; `next` says how long the cable holds for the nth time that it is plugged in, from 0.
    init(path: String, next: @escaping @Sendable (Int) -> Cable = { _ in Cable(bytes: nil, absence: 0) }) {
        self.path = path
        self.next = next
    }

    var address: String { "pty:\(path)" }

    func open() async throws -> any ByteStream {
        await unplug()
        let cable = next(count)
        count += 1
        if cable.absence > 0 { try await Task.sleep(for: .seconds(cable.absence)) }
        let pair = try PtyPair(link: path)
        self.pair = pair
        guard let bytes = cable.bytes else { return pair.master }
        return CutStream(pair: pair, bytes: bytes)
    }

    func close() async { await unplug() }

    /// Pulls the cable.
    func unplug() async {
        let pair = pair
        self.pair = nil
        await pair?.close()
    }
}
