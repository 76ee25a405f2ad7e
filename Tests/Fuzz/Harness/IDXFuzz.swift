@testable import ArrayFiles
@testable import Datasets

/// Files of the MNIST family, plain and compressed.
enum IDXFuzz {
    private static let limit = 1 << 20

    /// The first byte chooses between images and labels.
    static func run(_ input: inout FuzzInput) {
        let content: IDXFile.Content = input.byte() & 1 == 0 ? .images : .labels
        let bytes = input.remainder()
        if let file = try? IDXFile(content, bytes: bytes, file: "input", limit: limit) {
            let size = file.shape.reduce(1, *)
            require(file.contents.count == file.start + size, "\(file.shape) is not what the file holds")
            require(file.count * file.elementsPerSample == size, "samples of \(file.shape) do not make up the file")
        }
        guard Gzip.isCompressed(bytes) else { return }
        if let plain = try? Gzip.decompressed(bytes, file: "input", limit: limit) {
            require(plain.count <= limit, "\(plain.count) bytes come out, \(limit) were allowed")
            let start = try? Gzip.prefix(100, of: bytes, file: "input")
            require(start.map { plain.starts(with: $0) } ?? false, "the start is not how the file starts")
        }
    }
}
