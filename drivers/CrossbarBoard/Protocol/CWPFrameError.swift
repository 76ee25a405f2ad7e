/// Why bytes between two delimiters are not a frame. The receiver drops them; the host repeats what was in them.
public enum CWPFrameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte stuffing is broken: a block reaches past the delimiter.
    case wrongStuffing
    /// Fewer bytes than a header and a checksum.
    case tooShort(bytes: Int)
    /// More bytes than a payload of `limit` bytes can take.
    case tooLong(limit: Int)
    /// The checksum does not fit the bytes.
    case wrongChecksum
    /// The checksum fits, and the frame is of another protocol version.
    case unknownVersion(UInt8)
    /// The checksum fits, and the header announces another payload than there is.
    case wrongLength(announced: Int, present: Int)

    public var description: String {
        let remedy = "; the frame is dropped, check cable, baud rate and that the port is the board's"
        switch self {
        case .wrongStuffing: return "a frame's byte stuffing is broken" + remedy
        case .tooShort(let bytes): return "a frame of \(bytes) bytes is shorter than its header and checksum" + remedy
        case .tooLong(let limit): return "a frame is longer than a payload of \(limit) bytes allows" + remedy
        case .wrongChecksum: return "a frame's checksum is wrong" + remedy
        case .unknownVersion(let version):
            return "a frame is of protocol version \(version), and version 1 is spoken here; update the firmware"
        case .wrongLength(let announced, let present):
            return "a frame announces a payload of \(announced) bytes and holds \(present); the firmware is at fault"
        }
    }
}
