import Foundation

/// A parsed configuration file, before its keys are checked.
public struct TOMLDocument: Sendable {
    var root: [String: TOMLNode]
    var source: TOMLSource

    /// Parses `text`; `file` is its name in messages. Throws `ConfigurationError` with the line of a mistake.
    public init(text: String, file: String) throws {
        let (root, lines) = try TOMLParser.parse(text, file: file)
        self.root = root
        source = TOMLSource(file: file, lines: lines)
    }

    /// Reads and parses the file at `path`. Throws `ConfigurationError`.
    public init(path: String) throws {
        func failure(_ message: String, _ remedy: String) -> ConfigurationError {
            ConfigurationError(file: path, key: nil, line: nil, message: message, remedy: remedy)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw failure(
                "cannot be opened: \(String(cString: strerror(errno)))", "check the path and the daemon's permission")
        }
        // One byte more than allowed is enough to tell, whatever the size of the file.
        let bytes: Data?
        do {
            bytes = try handle.read(upToCount: TOMLParser.maximumLength + 1)
        } catch {
            throw failure("cannot be read: \(error.localizedDescription)", "check the path")
        }
        guard let text = String(data: bytes ?? Data(), encoding: .utf8) else {
            throw failure("is not UTF-8 text", "save it as UTF-8")
        }
        try self.init(text: text, file: path)
    }

    /// The whole document checked against `schema`; throws `ConfigurationError` for the first mistake.
    public func checked(against schema: TOMLSchema) throws -> TOMLSection {
        try TOMLSection(path: [], table: root, schema: schema, source: source).checked(against: schema)
    }
}
