/// An array as NumPy stores it: a shape, an element type, and the elements in C order (last index fastest).
public struct NumpyArray: Sendable, Equatable {
    /// The extents; empty for a single number.
    public let shape: [Int]
    /// The type of the elements.
    public let type: NumpyElementType
    /// The elements, each little-endian, in C order; the product of the shape times `type.size` of them.
    public let bytes: [UInt8]

    /// An array over bytes already checked against shape and type.
    init(shape: [Int], type: NumpyElementType, bytes: [UInt8]) {
        self.shape = shape
        self.type = type
        self.bytes = bytes
    }

    /// A float32 array of `shape` with these elements in C order; as many as the shape holds.
    public init(shape: [Int], _ elements: [Float]) {
        self.init(shape: shape, type: .float32, encoding: elements.map(\.bitPattern))
    }

    /// A float64 array of `shape` with these elements in C order; as many as the shape holds.
    public init(shape: [Int], _ elements: [Double]) {
        self.init(shape: shape, type: .float64, encoding: elements.map(\.bitPattern))
    }

    /// An int64 array of `shape` with these elements in C order; as many as the shape holds.
    public init(shape: [Int], _ elements: [Int64]) {
        self.init(shape: shape, type: .int64, encoding: elements)
    }

    private init(shape: [Int], type: NumpyElementType, encoding elements: [some FixedWidthInteger]) {
        precondition(NumpyHeader.elementCount(shape) == elements.count, "\(elements.count) elements in shape \(shape)")
        let bytes = elements.map(\.littleEndian).withUnsafeBytes { [UInt8]($0) }
        self.init(shape: shape, type: type, bytes: bytes)
    }

    /// The elements as single precision, in C order, rounded where they have more digits.
    public var floats: [Float] {
        // Closures, because a bare Float.init takes a UInt32 for a bit pattern.
        switch type {
        case .bool, .uint8: bytes.map { Float($0) }
        case .int8: decoded(Int8.self).map { Float($0) }
        case .uint16: decoded(UInt16.self).map { Float($0) }
        case .int16: decoded(Int16.self).map { Float($0) }
        case .uint32: decoded(UInt32.self).map { Float($0) }
        case .int32: decoded(Int32.self).map { Float($0) }
        case .uint64: decoded(UInt64.self).map { Float($0) }
        case .int64: decoded(Int64.self).map { Float($0) }
        case .float32: decoded(UInt32.self).map { Float(bitPattern: $0) }
        case .float64: decoded(UInt64.self).map { Float(Double(bitPattern: $0)) }
        }
    }

    /// The elements as whole numbers, in C order; nil where an element is none (a fraction, NaN) or too large.
    public var integers: [Int?] {
        switch type {
        case .bool, .uint8: bytes.map { Int($0) }
        case .int8: decoded(Int8.self).map { Int($0) }
        case .uint16: decoded(UInt16.self).map { Int($0) }
        case .int16: decoded(Int16.self).map { Int($0) }
        case .uint32: decoded(UInt32.self).map { Int($0) }
        case .int32: decoded(Int32.self).map { Int($0) }
        case .uint64: decoded(UInt64.self).map { Int(exactly: $0) }
        case .int64: decoded(Int64.self).map { Int($0) }
        case .float32: decoded(UInt32.self).map { Int(exactly: Float(bitPattern: $0)) }
        case .float64: decoded(UInt64.self).map { Int(exactly: Double(bitPattern: $0)) }
        }
    }

    private func decoded<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
        let size = MemoryLayout<Word>.size
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / size).map {
                Word(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Word.self))
            }
        }
    }
}
