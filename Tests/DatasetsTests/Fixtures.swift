import ArrayFiles
import CZlib
import Foundation

@testable import Datasets

func bigEndian(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).bigEndian) { [UInt8]($0) } }

/// An IDX file of unsigned bytes.
func idx(_ shape: [Int], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(shape.count)] + shape.flatMap(bigEndian) + elements
}

/// `bytes` as a gzip file.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    compress2(&packed, &size, bytes, UInt(bytes.count), 9)
    // zlib's container has two bytes before the deflate stream and four behind it.
    let trailer = [UInt32(crc32_z(0, bytes, bytes.count)), UInt32(bytes.count)]
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + packed[2..<Int(size) - 4]
        + trailer.flatMap { withUnsafeBytes(of: $0.littleEndian) { [UInt8]($0) } }
}

/// A directory of its own for one test, removed with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("pibd-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders on the way, and returns its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileContents.write(bytes, to: file)
        return file
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, [UInt8](text.utf8)) }

    /// Writes the four files of a dataset of 2 x 3 images: ten to train (labels 0, 1, 2, 0, ...), four to test.
    func writeFamily(in folder: String = ".", except missing: String? = nil) throws {
        let files = [
            ("train-images-idx3-ubyte", idx([10, 2, 3], (0..<60).map { UInt8($0 * 4) })),
            ("train-labels-idx1-ubyte", idx([10], (0..<10).map { UInt8($0 % 3) })),
            ("t10k-images-idx3-ubyte", idx([4, 2, 3], (0..<24).map { UInt8($0) })),
            ("t10k-labels-idx1-ubyte", idx([4], [0, 1, 2, 0])),
        ]
        for (name, bytes) in files where name != missing { try write("\(folder)/\(name)", bytes) }
    }
}

/// The error that `body` throws.
func datasetError<R>(_ body: () throws -> R) -> DatasetError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? DatasetError
    }
}

extension Dataset {
    /// The numbers of training, validation and test samples.
    var counts: [Int] { [training.count, validation.count, test.count] }
}
