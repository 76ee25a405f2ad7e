import Foundation

/// Reading an experiment file.
enum ExperimentFile {
    /// Far more than any experiment takes.
    static let largestBytes = 1 << 20

    /// The text of the regular file at `path`; throws ``CommandFailure`` with exit code 2.
    static func text(at path: String) throws -> String {
        var isDirectory = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw CommandFailure(.usage, "there is no experiment file \(path)", remedy: "check the path")
        }
        guard !isDirectory.boolValue else {
            throw CommandFailure(
                .usage, "\(path) is a directory", remedy: "name an experiment file, one of docs/experiments say")
        }
        guard let bytes = try? contents(of: path) else {
            throw CommandFailure(
                .usage, "the experiment file \(path) cannot be read", remedy: "check its permissions")
        }
        guard bytes.count <= largestBytes else {
            throw CommandFailure(
                .usage, "\(path) is larger than \(largestBytes) bytes, which no experiment is",
                remedy: "name a TOML file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "\(path) is not UTF-8 text", remedy: "name a TOML file in UTF-8")
        }
        return text
    }

    /// One byte more than allowed at most: a device or a pipe may never end.
    private static func contents(of path: String) throws -> Data {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        return try handle.read(upToCount: largestBytes + 1) ?? Data()
    }
}
