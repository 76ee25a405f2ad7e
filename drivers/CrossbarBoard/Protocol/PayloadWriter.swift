/// Appends little-endian values to a payload.
struct PayloadWriter {
    private(set) var bytes: [UInt8] = []

    /// An empty payload with room for `capacity` bytes.
    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends one integer.
    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends integers, in order.
    mutating func append<Value: FixedWidthInteger>(contentsOf values: [Value]) {
        let size = MemoryLayout<Value>.size
        let part = [UInt8](unsafeUninitializedCapacity: values.count * size) { target, written in
            let raw = UnsafeMutableRawBufferPointer(target)
            for index in values.indices {
                raw.storeBytes(of: values[index].littleEndian, toByteOffset: index * size, as: Value.self)
            }
            written = values.count * size
        }
        bytes.append(contentsOf: part)
    }

    /// Appends binary32 numbers, in order.
    mutating func append(contentsOf numbers: [Float]) {
        append(contentsOf: numbers.map(\.bitPattern))
    }

    /// Appends the number of `elements` as 16 bits; throws when there are more than 65 535.
    mutating func append(
        countOf elements: some Collection, _ name: String, of message: String
    ) throws(CWPMessageError) {
        guard let count = UInt16(exactly: elements.count) else {
            throw CWPMessageError(.badLength, message, "\(elements.count) \(name) are more than 65535")
        }
        append(count)
    }
}
