/// Takes the board's replies apart: 32-bit floating point numbers, least significant byte first, and ASCII lines.
///
/// Replies have no frame: what a byte means follows from the job alone. Whoever reads must therefore know that nothing
/// is left of an earlier reply.
public struct ArcReplyDecoder: Sendable {
    /// No line of the board is longer; more is no board.
    public static let longestLine = 64

    private var bytes: [UInt8] = []
    private var start = 0

    /// A decoder without input.
    public init() {}

    /// Bytes that came and were not taken yet.
    public var pending: Int { bytes.count - start }

    /// Takes in what came.
    public mutating func feed(_ more: [UInt8]) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += more
    }

    /// Forgets what came.
    public mutating func clear() {
        bytes = []
        start = 0
    }

    /// The next `count` numbers; nil until all of them have come.
    public mutating func floats(_ count: Int) -> [Float]? {
        guard count >= 0, count <= pending / 4 else { return nil }
        let numbers = (0..<count).map { index in
            let first = start + 4 * index
            let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[first + $1]) << UInt32(8 * $1) }
            return Float(bitPattern: pattern)
        }
        start += 4 * count
        return numbers
    }

    /// The next triplet; nil until it has come.
    public mutating func triplet() -> ArcTriplet? {
        floats(3).map { ArcTriplet(resistance: $0[0], voltage: $0[1], width: $0[2]) }
    }

    /// The next two 16-bit numbers, least significant byte first; nil until both have come.
    public mutating func version() -> ArcFirmwareVersion? {
        guard pending >= 4 else { return nil }
        defer { start += 4 }
        return ArcFirmwareVersion(
            major: Int(bytes[start]) | Int(bytes[start + 1]) << 8,
            minor: Int(bytes[start + 2]) | Int(bytes[start + 3]) << 8)
    }

    /// The next line without its end, cut at `longestLine`; nil until it has come.
    public mutating func line() -> String? {
        let window = bytes[start..<min(bytes.count, start + Self.longestLine)]
        guard let end = window.firstIndex(of: 0x0A) else {
            guard window.count == Self.longestLine else { return nil }
            start += Self.longestLine
            return String(decoding: window, as: UTF8.self)
        }
        defer { start = end + 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

/// The version that a board's firmware gives.
public struct ArcFirmwareVersion: Sendable, Equatable, CustomStringConvertible {
    /// Before the dot.
    public let major: Int
    /// After the dot.
    public let minor: Int

    /// A version from its numbers.
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Whether any firmware could have it.
    var isPlausible: Bool { (0..<100).contains(major) && (0..<1000).contains(minor) }

    public var description: String { "\(major).\(minor)" }
}
