import ArgumentParser
import ControlInterface

/// `pibctl tag`
struct TagCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Give a run tags by which history finds it, or show those it has.",
        discussion: "A tag is letters, digits and - _ . : +. Without a name the run's tags are shown, one a line.")

    @OptionGroup var target: RunArgument

    @Argument(help: "The tags.")
    var names: [String] = []

    @Flag(name: .long, help: "Take these tags away.")
    var remove = false

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        if remove, names.isEmpty { throw ValidationError("Name the tags to remove.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        let tags =
            names.isEmpty
            ? try await client.run(target.run).summary.tags
            : try await client.tag(target.run, add: remove ? [] : names, remove: remove ? names : [])
        guard !results.json else { return try session.console.json(TagRun.Reply(tags: tags)) }
        for tag in tags { try session.console.result(tag.onOneLine) }
    }
}
