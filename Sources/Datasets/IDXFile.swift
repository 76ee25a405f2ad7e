import ArrayFiles

/// One file of unsigned bytes in the IDX format (Y. LeCun, the MNIST database): two zero bytes, the element type, the
/// number of dimensions, each extent as a big-endian 32-bit number, the elements in C order.
struct IDXFile: Sendable {
    /// What the magic number of a file of the MNIST family stands for.
    enum Content: String {
        case images
        case labels
    }

    /// The extents; the first is the number of samples.
    let shape: [Int]
    /// The file's bytes, decompressed; the elements start at `start`.
    let contents: [UInt8]
    let start: Int

    /// The number of samples.
    var count: Int { shape[0] }
    /// The elements of one sample.
    var elementsPerSample: Int { (contents.count - start) / count }

    private static let unsignedByte: UInt8 = 0x08
    private static let dimensionLimit = 4

    /// Reads the file at `path`, plain or gzip (told by its content, not its name).
    ///
    /// Throws `DatasetError` or `ArrayFileError`. The header is checked before the elements are decompressed.
    init(_ content: Content, path: String, limit: Int = FileContents.defaultLimit) throws {
        try self.init(content, bytes: FileContents.read(path, limit: limit), file: path, limit: limit)
    }

    /// Reads the file's `bytes`; `file` is the name for error messages.
    init(_ content: Content, bytes: [UInt8], file: String, limit: Int = FileContents.defaultLimit) throws {
        let isCompressed = Gzip.isCompressed(bytes)
        let longest = 4 + 4 * Self.dimensionLimit
        let header = isCompressed ? try Gzip.prefix(longest, of: bytes, file: file) : Array(bytes.prefix(longest))
        let shape = try Self.shape(content, header: header, file: file)
        let start = 4 + 4 * shape.count
        guard shape.allSatisfy({ $0 > 0 }) else {
            throw DatasetError(
                .tooFewSamples, file, "announces no \(content.rawValue): \(Self.text(shape))",
                remedy: "give a file with samples")
        }
        guard let size = Self.product(shape), size <= limit - start else {
            throw DatasetError(
                .unreadable, file,
                "announces \(Self.text(shape)) elements; at most \(limit) bytes are read into memory",
                remedy: "check that it is the file meant, or take fewer samples")
        }
        contents = isCompressed ? try Self.decompressed(bytes, start + size, file: file) : bytes
        guard contents.count >= start + size else {
            throw DatasetError(
                .truncated, file,
                "announces \(Self.text(shape)) = \(size) bytes of \(content.rawValue) and holds "
                    + "\(contents.count - start)",
                remedy: "copy or download it again, completely")
        }
        guard contents.count == start + size else { throw Self.tooLong(file) }
        self.shape = shape
        self.start = start
    }

    private static func decompressed(_ bytes: [UInt8], _ size: Int, file: String) throws -> [UInt8] {
        do {
            return try Gzip.decompressed(bytes, file: file, limit: size)
        } catch let error as ArrayFileError where error.code == .tooLarge {
            throw tooLong(file)
        }
    }

    private static func shape(_ content: Content, header: [UInt8], file: String) throws -> [Int] {
        guard header.count >= 4 else { throw cutShort(file) }
        let dimensions = Int(header[3])
        let expected = content == .labels ? 1...1 : 2...dimensionLimit
        guard header[0] == 0, header[1] == 0, header[2] == unsignedByte, expected.contains(dimensions) else {
            let magic = header[..<4].map { hexadecimal($0) }.joined()
            let (number, other) = content == .labels ? ("0x00000801", "images") : ("0x00000803", "labels")
            throw DatasetError(
                .wrongFormat, file,
                "starts with 0x\(magic), not with the magic number of IDX \(content.rawValue) "
                    + "(\(number), unsigned bytes)",
                remedy: "check that it is the file its name says, and not the \(other) or a web page")
        }
        guard header.count >= 4 + 4 * dimensions else { throw cutShort(file) }
        return (0..<dimensions).map { axis in header[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) } }
    }

    private static func cutShort(_ file: String) -> DatasetError {
        DatasetError(
            .truncated, file, "ends inside its IDX header", remedy: "copy or download it again, completely")
    }

    private static func tooLong(_ file: String) -> DatasetError {
        DatasetError(
            .wrongFormat, file, "goes on after the elements it announces", remedy: "copy or download it again")
    }

    private static func product(_ shape: [Int]) -> Int? {
        var result = 1
        for extent in shape {
            let (product, overflow) = result.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            result = product
        }
        return result
    }

    private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
