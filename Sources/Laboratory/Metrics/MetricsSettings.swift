/// Where the daemon tells its numbers to monitoring: the table `[metrics]`.
public struct MetricsSettings: Sendable, Equatable {
    /// Path of the socket that answers `GET /metrics`; nil for none.
    public let socket: String?
    /// File that is written at each `interval`; nil for none.
    public let file: String?
    /// [s] How often the file is written.
    public let intervalSeconds: Double

    /// The keys of the table.
    static let schema = TOMLSchema([
        .init("socket", .string(), "path of a socket that answers GET /metrics in the OpenMetrics format"),
        .init("file", .string(), "file ending in .prom, for the textfile collector of node_exporter"),
        .init(
            "interval", .quantity(.time, .from(1, to: 86_400)), default: .string("15 s"),
            "how often the file is written"),
    ])

    /// Nothing is told.
    public init() {
        socket = nil
        file = nil
        intervalSeconds = 15
    }

    /// Reads the table. Throws `ConfigurationError`.
    init(_ section: TOMLSection) throws {
        socket = try Self.absolutePath("socket", in: section)
        if let socket, socket.utf8.count > 107 {
            // sockaddr_un holds 108 bytes with the closing NUL.
            throw section.error("socket", "the path is longer than 107 bytes", remedy: "choose a shorter one")
        }
        file = try Self.absolutePath("file", in: section)
        if let file, !file.hasSuffix(".prom") {
            throw section.error(
                "file", "\"\(file)\" does not end in .prom", remedy: "name it so: the collector reads no other files")
        }
        intervalSeconds = try section.quantity("interval")
    }

    private static func absolutePath(_ name: String, in section: TOMLSection) throws -> String? {
        guard section.isWritten(name) else { return nil }
        let path = try section.string(name)
        guard path.hasPrefix("/") else {
            throw section.error(name, "expected an absolute path, found \"\(path)\"", remedy: "begin it with /")
        }
        return path
    }
}
