import Foundation
import Matrices

/// Arrays of numbers as base64 of their little-endian bytes, which keeps every bit.
enum Base64Values {
    static func text(_ values: [Float]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 4)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) } }
        return Data(bytes).base64EncodedString()
    }

    static func text(_ values: [Int8]) -> String {
        values.withUnsafeBytes { Data($0) }.base64EncodedString()
    }

    /// Nil for anything but the base64 of exactly `count` floats.
    static func floats(_ text: String, count: Int) -> [Float]? {
        guard let data = Data(base64Encoded: text), data.count == count * 4 else { return nil }
        return data.withUnsafeBytes { bytes in
            (0..<count).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
    }

    /// Nil for anything but the base64 of exactly `count` signed bytes.
    static func signedBytes(_ text: String, count: Int) -> [Int8]? {
        guard let data = Data(base64Encoded: text), data.count == count else { return nil }
        return data.map { Int8(bitPattern: $0) }
    }
}
