/// Cuts a stream of bytes at its zeros.
struct FrameSplitter {
    enum Piece {
        case frame(WireFrame)
        /// So many bytes that are no frame.
        case garbage(Int)
    }

    private var rest: [UInt8] = []
    /// Longest frame that can be: 64 KiB of payload, header, checksum and stuffing.
    private static let longest = 65_536 + 16 + 260 + 2

    /// Bytes of a frame that has not ended.
    var unfinished: Int { rest.count }

    mutating func forget() { rest = [] }

    /// What the next bytes complete.
    mutating func take(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0) {
            rest += bytes[start..<end]
            if !rest.isEmpty { pieces.append(WireFrame(between: rest[...]).map { .frame($0) } ?? .garbage(rest.count)) }
            rest.removeAll(keepingCapacity: true)
            start = end + 1
        }
        rest += bytes[start...]
        if rest.count > Self.longest {
            pieces.append(.garbage(rest.count))
            rest = []
        }
        return pieces
    }
}
