import CZlib
import Foundation

/// `bytes` as a raw deflate stream.
func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(size))
    compress2(&result, &size, bytes, UInt(bytes.count), 9)
    // zlib's container has two bytes before the deflate stream and four behind it.
    return Array(result[2..<Int(size) - 4])
}

/// `bytes` as a gzip file of one member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + deflated(bytes)
        + littleEndian(UInt32(crc32_z(0, bytes, bytes.count))) + littleEndian(UInt32(bytes.count))
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
}

/// A .npy file with this header dictionary and these data.
func npy(_ dictionary: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let length = dictionary.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [version, 0]
        + (version == 1 ? littleEndian(UInt16(length)) : littleEndian(UInt32(length))) + Array(dictionary.utf8) + data
}

func npy(_ descriptor: String, fortran: Bool = false, shape: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let order = fortran ? "True" : "False"
    return npy(
        "{'descr': '\(descriptor)', 'fortran_order': \(order), 'shape': \(shape), }\n", data, version: version)
}

/// Runs `body` with a directory of its own, removed afterwards.
func withTemporaryDirectory<R>(_ body: (String) throws -> R) throws -> R {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("pibd-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}
