import Foundation

/// A dense array of float32 numbers on the wire: base64 of little-endian values in row-major order, beside the shape.
public struct Tensor: Codable, Sendable, Equatable {
    /// Extents, outermost first (`[n, d]` for an n x d matrix).
    public var shape: [Int]
    /// Base64 of 4 bytes a value, little-endian, row-major.
    public var data: String

    /// A tensor as it came from the wire; nothing is checked before ``values()``.
    public init(shape: [Int], data: String) {
        self.shape = shape
        self.data = data
    }

    /// Encodes `values`, row-major, under `shape`.
    /// Throws ``TensorError/wrongCount(shape:expected:found:)`` if there are not as many values as the shape says, and
    /// ``TensorError/impossibleShape(_:)`` for a negative extent or a product beyond 64 bits.
    public init(shape: [Int], values: [Float]) throws {
        let count = try Self.count(of: shape)
        guard values.count == count else {
            throw TensorError.wrongCount(shape: shape, expected: count, found: values.count)
        }
        self.shape = shape
        let words = values.map { $0.bitPattern.littleEndian }
        data = words.withUnsafeBytes { Data($0) }.base64EncodedString()
    }

    /// The values, row-major, as many as the shape says.
    ///
    /// The size of the text is compared with the shape before anything is decoded. Throws ``TensorError``.
    public func values() throws -> [Float] {
        let count = try Self.count(of: shape)
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 4)
        guard !overflow, bytes <= Int.max - 2 else { throw TensorError.impossibleShape(shape) }
        let (characters, tooLong) = ((bytes + 2) / 3).multipliedReportingOverflow(by: 4)
        guard !tooLong, data.utf8.count == characters else {
            throw TensorError.wrongCount(shape: shape, expected: count, found: data.utf8.count / 4 * 3 / 4)
        }
        guard let decoded = Data(base64Encoded: data) else { throw TensorError.notBase64 }
        guard decoded.count == bytes else {
            throw TensorError.wrongCount(shape: shape, expected: count, found: decoded.count / 4)
        }
        return decoded.withUnsafeBytes { buffer in
            (0..<count).map {
                Float(bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
    }

    private static func count(of shape: [Int]) throws -> Int {
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else { throw TensorError.impossibleShape(shape) }
            count = product
        }
        return count
    }
}

/// What can be wrong with a tensor.
public enum TensorError: Error, Equatable, CustomStringConvertible {
    /// The shape asks for `expected` values; `found` came.
    case wrongCount(shape: [Int], expected: Int, found: Int)
    /// An extent is negative, or the number of values is beyond 64 bits.
    case impossibleShape([Int])
    /// The data are not base64.
    case notBase64

    public var description: String {
        switch self {
        case .wrongCount(let shape, let expected, let found):
            "a tensor of shape \(shape) takes \(expected) float32 values, \(found) came; "
                + "send exactly 4 little-endian bytes a value"
        case .impossibleShape(let shape):
            "\(shape) is not the shape of a tensor; send extents of 0 or more"
        case .notBase64:
            "a tensor's data are not base64; encode the little-endian float32 bytes with the standard alphabet"
        }
    }
}
