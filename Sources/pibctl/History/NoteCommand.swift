import ArgumentParser
import ControlInterface

/// `pibctl note`
struct NoteCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write a note about a run, or show those there are.",
        discussion: "Notes are kept with the time and their author, and cannot be changed.")

    @OptionGroup var target: RunArgument

    @Argument(help: "What to write; without it the notes are shown.")
    var text: String?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        let notes =
            if let text { [try await client.note(target.run, text)] } else { try await client.run(target.run).notes }
        if results.json {
            for note in notes { try session.console.json(note) }
        } else if notes.isEmpty {
            session.console.message("no notes about run \(target.run)")
        } else {
            for line in notes.flatMap(NoteReport.lines) { try session.console.result(line) }
        }
    }
}
