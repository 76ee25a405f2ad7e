import ArgumentParser
import ControlInterface

/// `pibctl device wait`
struct DeviceWaitCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until a device is in a state.",
        discussion: "Exit code 6 when it does not get there in time.")

    @Argument(help: "The device.")
    var device: String

    @Option(name: .long, help: "The state: absent, opening, ready, busy, degraded, lost or unknown; may be repeated.")
    var state: [String] = []

    @Option(name: .long, help: ArgumentHelp("How long at most.", valueName: "seconds"))
    var timeout = 60.0

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let status = try await session.client(daemon).wait(
            device: device, states: state.isEmpty ? ["ready"] : state, seconds: timeout)
        guard !results.json else { return try session.console.json(status) }
        try session.console.result("\(status.id): \(status.state), hardware \(status.hardwareState)".onOneLine)
    }
}
