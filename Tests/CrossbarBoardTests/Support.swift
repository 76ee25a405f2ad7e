import Foundation

@testable import CrossbarBoard

/// The published frames of the protocol.
struct Vectors: Decodable {
    struct Stuffing: Decodable {
        let name: String
        let plain: String
        let encoded: String
    }

    struct Frame: Decodable {
        let name: String
        let body: String
        let wire: String
    }

    let cobs: [Stuffing]
    let frames: [Frame]

    static func load() throws -> Vectors {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cwp1-vectors.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }
}

/// SplitMix64: the same bytes in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// Bytes of which about one in `zeroEvery` is zero.
    mutating func bytes(_ count: Int, zeroEvery: Int = 256) -> [UInt8] {
        (0..<count).map { _ in
            next() % UInt64(zeroEvery) == 0 ? 0 : UInt8.random(in: 1...255, using: &self)
        }
    }
}

extension [UInt8] {
    init(hex: String) {
        let digits = [UInt8](hex.utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The bytes stuffed, without a delimiter.
    var stuffed: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: COBS.maximumSize(of: count) + 1) { buffer, written in
            var writer = COBSWriter(buffer.baseAddress!)
            withUnsafeBytes { writer.write($0) }
            written = writer.finish() - 1
        }
    }

    /// The bytes that these stand for, or nil.
    var unstuffed: [UInt8]? {
        var body = [UInt8](repeating: 0, count: count + 1)
        let size = withUnsafeBufferPointer { source in
            body.withUnsafeMutableBufferPointer { COBS.decode(source, into: $0) }
        }
        return size.map { [UInt8](body[..<$0]) }
    }

    /// What a new decoder makes of the bytes.
    func decoded(maximumPayload: Int = 65_536) -> [Result<CWPFrame, CWPFrameError>] {
        var decoder = CWPFrameDecoder(maximumPayload: maximumPayload)
        return decoder.receive(self)
    }
}
