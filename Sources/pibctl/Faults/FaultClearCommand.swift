import ArgumentParser
import ControlInterface

/// `pibctl fault clear`
struct FaultClearCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Take a fault off the list, or all of them.",
        discussion: "Clearing all also ends an absence that is under way. Cells do not heal.")

    @Argument(
        help: ArgumentHelp(
            "The device, and a fault's number for that one alone; with --emulator the number alone.",
            valueName: "device> <number"))
    var words: [String] = []

    @OptionGroup var emulator: EmulatorOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        let named = emulator.emulator == nil ? 1 : 0
        guard words.count >= named, words.count <= named + 1 else {
            throw ValidationError(
                named == 1
                    ? "Name a device, and a fault's number if only that is meant; for an emulator, --emulator PATH."
                    : "With --emulator, name at most a fault's number and no device.")
        }
        guard words.count == named || number != nil else {
            throw ValidationError("\"\(words[named].onOneLine)\" is no number of a fault.")
        }
    }

    func run(in session: Session) async throws {
        let device = emulator.emulator == nil ? words[0] : nil
        let target = try await FaultTarget(device: device, emulator, daemon, in: session)
        let cleared = try await target.clear(number)
        guard !results.json else { return try session.console.json(ClearFaults.Reply(cleared: cleared)) }
        if let number, cleared == 0 {
            throw CommandFailure(
                .usage, "there is no fault \(number)", remedy: "pibctl fault list shows those there are")
        }
        try session.console.result("\(cleared) cleared")
    }

    private var number: Int? { words.dropFirst(emulator.emulator == nil ? 1 : 0).first.flatMap { Int($0) } }
}
