import ArgumentParser
import ControlInterface

/// `pibctl record`
struct RecordCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record what goes over a device's wire, while the daemon works on.",
        discussion: """
            The file has one line of JSON for each thing that happened; pibctl replay runs the driver against it. \
            A driver can only be replayed from where the device is opened: with --reopen it is closed and opened \
            again at the beginning, for which no run may hold it. Ctrl-C ends the recording, and the file is complete.
            """)

    @Argument(help: "The device.")
    var device: String

    @Option(name: [.short, .long], help: ArgumentHelp("The file, which must not exist yet.", valueName: "path"))
    var output: String

    @Option(name: .long, help: "How long [s]; without it until Ctrl-C.")
    var seconds: Double?

    @Flag(name: .long, help: "Close the device and open it again at the beginning.")
    var reopen = false

    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard seconds.map({ $0.isFinite && $0 > 0 && $0 <= 1e6 }) ?? true else {
            throw ValidationError("The time must be more than 0 and at most 1000000 s.")
        }
    }

    func run(in session: Session) async throws {
        let file = try RecordingFile(creating: session.absolute(output))
        do {
            try await RecordingSession(command: self, session: session, file: file).run()
        } catch {
            file.removeIfEmpty()
            throw error
        }
    }
}
