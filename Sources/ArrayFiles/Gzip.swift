/// Reading gzip files (RFC 1952), of several members too.
public enum Gzip {
    /// Whether `bytes` start with gzip's magic number.
    public static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    private static let magic: [UInt8] = [0x1f, 0x8b]

    /// What `bytes` decompress to, at most `limit` bytes.
    ///
    /// Throws `ArrayFileError`: truncated, corrupt (bad stream, bad checksum, foreign bytes at the end), tooLarge.
    /// - Parameter file: the name for error messages.
    public static func decompressed(
        _ bytes: [UInt8], file: String, limit: Int = FileContents.defaultLimit
    ) throws -> [UInt8] {
        try bytes.withUnsafeBufferPointer { input in
            var result: [UInt8] = []
            var position = 0
            repeat {
                let (output, consumed, end) = Inflate.stream(
                    UnsafeBufferPointer(rebasing: input[position...]), .gzip, expected: announcedSize(bytes),
                    limit: limit - result.count)
                switch end {
                case .complete: break
                case .limitReached: throw tooLarge(file, limit)
                case .inputEnded: throw truncated(file)
                case .corrupt(let why): throw corrupt(file, why)
                }
                position += consumed
                if result.isEmpty { result = output } else { result += output }
            } while input[position...].starts(with: magic)
            // Zeros may pad the file to a block of its medium.
            guard input[position...].allSatisfy({ $0 == 0 }) else { throw corrupt(file, "foreign bytes at the end") }
            return result
        }
    }

    /// The first `count` bytes, or all if there are fewer, that `bytes` decompress to.
    ///
    /// Throws `ArrayFileError` (truncated, corrupt) if the stream breaks before them.
    public static func prefix(_ count: Int, of bytes: [UInt8], file: String) throws -> [UInt8] {
        let (output, _, end) = bytes.withUnsafeBufferPointer {
            Inflate.stream($0, .gzip, expected: count, limit: count)
        }
        switch end {
        case .complete, .limitReached: return output
        case .inputEnded: throw truncated(file)
        case .corrupt(let why): throw corrupt(file, why)
        }
    }

    /// The size in the last four bytes, if deflate could reach it from here; 0 otherwise.
    private static func announcedSize(_ bytes: [UInt8]) -> Int {
        let size = Int(bytes.littleEndian(UInt32.self, at: bytes.count - 4) ?? 0)
        return Inflate.couldExpand(bytes.count, to: size) ? size : 0
    }

    private static func truncated(_ file: String) -> ArrayFileError {
        ArrayFileError(
            .truncated, file, "ends in the middle of its gzip stream", remedy: "copy or download it again, completely")
    }

    private static func corrupt(_ file: String, _ why: String) -> ArrayFileError {
        ArrayFileError(.corrupt, file, "is not sound gzip (\(why))", remedy: "copy or download it again")
    }

    private static func tooLarge(_ file: String, _ limit: Int) -> ArrayFileError {
        ArrayFileError(
            .tooLarge, file, "decompresses to more than \(limit) bytes", remedy: "check that it is the file meant")
    }
}
