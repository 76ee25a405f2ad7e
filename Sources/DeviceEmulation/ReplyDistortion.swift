import FaultScripts
import RandomStreams

/// What the faults of one reply make of its bytes. Where a byte is hit follows from a seed.
struct ReplyDistortion {
    /// A reply as it leaves: late by some seconds, and holding up those behind it or not.
    struct Piece: Equatable {
        var bytes: [UInt8]
        /// [s] beyond the reply's own delay.
        var delay = 0.0
        /// Whether it leaves when its time has come, whatever else is on the line.
        var isOutOfOrder = false
    }

    private var stream: RandomStream

    init(seed: UInt64) {
        stream = RandomStream(seed: seed, name: "emulator/distortion")
    }

    /// The pieces that leave instead of `bytes`.
    mutating func distort(_ bytes: [UInt8], by faults: [Fault]) -> [Piece] {
        var piece = Piece(bytes: bytes)
        var copies = 1
        for fault in faults {
            switch fault.kind {
            case .delayReply: piece.delay += fault.duration
            case .lateReply:
                piece.delay += fault.duration
                piece.isOutOfOrder = true
            case .duplicateReply: copies += 1
            case .truncateReply:
                if piece.bytes.count > 1 { piece.bytes.removeLast(1 + stream.integer(below: piece.bytes.count - 1)) }
            case .corruptByte: corrupt(&piece.bytes)
            case .dropReply: return []
            default: continue
            }
        }
        return [Piece](repeating: piece, count: copies)
    }

    private mutating func corrupt(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let index = stream.integer(below: bytes.count)
        bytes[index] ^= UInt8(1 + stream.integer(below: 255))
    }
}
