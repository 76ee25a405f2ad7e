import ArgumentParser
import ControlInterface

/// `pibctl status`
struct StatusCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what the daemon is doing.")

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let status = try await session.client(daemon).status()
        guard !results.json else { return try session.console.json(status) }
        for line in StatusReport(status, socket: session.socket(daemon)).lines() { try session.console.result(line) }
    }
}
