/// Takes little-endian values off the front of a payload; nothing is allocated for what is not there.
struct PayloadReader {
    private let bytes: [UInt8]
    private let message: String
    private var offset = 0

    /// Reads `bytes`; `message` stands in the errors.
    init(_ bytes: [UInt8], of message: String) {
        self.bytes = bytes
        self.message = message
    }

    /// Bytes not yet taken.
    var remaining: Int { bytes.count - offset }

    /// The next integer.
    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(CWPMessageError) -> Value {
        let size = MemoryLayout<Value>.size
        try require(size)
        defer { offset += size }
        return bytes.withUnsafeBytes {
            Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
        }
    }

    /// The next `count` integers.
    mutating func integers<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self, count: Int
    ) throws(CWPMessageError) -> [Value] {
        let size = MemoryLayout<Value>.size
        guard count <= remaining / size else { throw tooShort(needing: "\(count) values of \(size) bytes") }
        let start = offset
        offset += count * size
        return bytes.withUnsafeBytes { source in
            [Value](unsafeUninitializedCapacity: count) { target, written in
                for index in 0..<count {
                    let value = source.loadUnaligned(fromByteOffset: start + index * size, as: Value.self)
                    target.initializeElement(at: index, to: Value(littleEndian: value))
                }
                written = count
            }
        }
    }

    /// The next `count` binary32 numbers, each finite.
    mutating func numbers(count: Int) throws(CWPMessageError) -> [Float] {
        let numbers = try integers(UInt32.self, count: count).map(Float.init(bitPattern:))
        if let index = numbers.firstIndex(where: { !$0.isFinite }) {
            throw invalid("number \(index) is \(numbers[index]), not finite")
        }
        return numbers
    }

    /// Skips reserved bytes.
    mutating func skip(_ count: Int) throws(CWPMessageError) {
        try require(count)
        offset += count
    }

    /// Refuses bytes that are left over.
    func finish() throws(CWPMessageError) {
        guard remaining == 0 else {
            throw CWPMessageError(.badLength, message, "\(remaining) bytes follow its \(offset) bytes")
        }
    }

    /// The error of a field with a value that is not allowed.
    func invalid(_ problem: String) -> CWPMessageError {
        CWPMessageError(.badParameter, message, problem)
    }

    /// The error of a format code that is not known.
    func unknownFormat(_ format: some BinaryInteger) -> CWPMessageError {
        CWPMessageError(.unsupported, message, "format \(format) is not known")
    }

    private func require(_ count: Int) throws(CWPMessageError) {
        guard count <= remaining else { throw tooShort(needing: "\(count) more") }
    }

    private func tooShort(needing what: String) -> CWPMessageError {
        CWPMessageError(.badLength, message, "ends after \(bytes.count) bytes and needs \(what) at byte \(offset)")
    }
}
