import ArgumentParser
import ControlInterface

/// `pibctl device show`
struct DeviceShowCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a device's state, properties and safety envelope.")

    @Argument(help: "The device.")
    var device: String

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let description = try await session.client(daemon).describe(device: device)
        guard !results.json else { return try session.console.json(description) }
        for line in DeviceReport.lines(description) { try session.console.result(line) }
    }
}
