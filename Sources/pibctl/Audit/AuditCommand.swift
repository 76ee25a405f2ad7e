import ArgumentParser
import ControlInterface

/// `pibctl audit`
struct AuditCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show who drove what.",
        discussion: """
            The newest entries of the daemon's audit trail, oldest first. What lets hardware be driven is entered \
            before it begins (begun) and when it has ended (done, or the name of the error).
            """)

    @Option(name: .long, help: "How many at most.")
    var limit: Int = 50

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("The limit must be from 1 to 10000.") }
    }

    func run(in session: Session) async throws {
        let entries = try await session.client(daemon).audit(limit: limit)
        if results.json {
            for entry in entries { try session.console.json(entry) }
        } else if entries.isEmpty {
            session.console.message("nothing was driven yet")
        } else {
            for line in Self.table(entries) { try session.console.result(line) }
        }
    }

    private static func table(_ entries: [AuditEntry]) -> [String] {
        var table = Table([
            ("time", .left), ("call", .right), ("user", .left), ("method", .left), ("device", .left), ("run", .right),
            ("outcome", .left), ("", .left),
        ])
        for entry in entries {
            let more = entry.omitted.map { "and \($0) more like it" } ?? entry.message ?? ""
            table.add([
                Timestamps.short(entry.time), String(entry.call), entry.name, entry.method, entry.device ?? "",
                entry.run.map(String.init) ?? "", entry.outcome, more,
            ])
        }
        return table.lines()
    }
}
