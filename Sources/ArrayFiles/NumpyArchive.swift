/// A .npz file: named arrays in a ZIP archive, each unpacked only when asked for.
public struct NumpyArchive: Sendable {
    /// The names of the arrays, in the order of the file.
    public let names: [String]
    private let reader: ZipReader
    private static let suffix = ".npy"

    /// Opens the bytes of a .npz file; throws `ArrayFileError` (wrongFormat, corrupt).
    /// - Parameter file: the name for error messages.
    public init(npz contents: [UInt8], file: String) throws {
        reader = try ZipReader(contents, file: file)
        names = reader.entries.map(\.name).filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(4)) }
    }

    /// The array called `name`; nil if there is none.
    ///
    /// Throws `ArrayFileError` for a damaged, unsupported or too large array; `limit` bounds its bytes.
    public func array(_ name: String, limit: Int = FileContents.defaultLimit) throws -> NumpyArray? {
        guard let entry = reader.entries.first(where: { $0.name == name + Self.suffix }) else { return nil }
        let contents = try reader.contents(of: entry, limit: limit)
        return try NumpyArray(npy: contents, file: "\(reader.file)[\(name)]")
    }

    /// The bytes of a .npz file that holds `arrays`, not compressed, in this order; `numpy.load` reads it.
    ///
    /// Names must differ. Throws `ArrayFileError` (tooLarge) beyond 4 GiB.
    public static func npz(_ arrays: [(name: String, array: NumpyArray)]) throws -> [UInt8] {
        precondition(Set(arrays.map(\.name)).count == arrays.count, "two arrays of one name")
        var writer = ZipWriter()
        for (name, array) in arrays { try writer.add(name + suffix, array.npy) }
        return try writer.finished()
    }
}
