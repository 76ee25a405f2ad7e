import ArgumentParser
import ControlInterface

/// `pibctl version`
struct VersionCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the versions of pibctl and of the daemon, where it can be reached.")

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    private struct Versions: Encodable {
        var pibctl: String
        var pibd: String?
        var commit: String?
    }

    func run(in session: Session) async throws {
        // The command's own version is an answer even where no daemon runs.
        let status = try? await session.client(daemon).status()
        guard !results.json else {
            return try session.console.json(
                Versions(pibctl: Release.version, pibd: status?.version, commit: status?.commit))
        }
        try session.console.result("pibctl \(Release.version)")
        let found = status.map { "pibd   \($0.version) (\($0.commit))".onOneLine }
        try session.console.result(found ?? "pibd   not reached on \(session.socket(daemon))")
    }
}
