import ArgumentParser
import ControlInterface

/// `pibctl fault list`
struct FaultListCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the faults, those that are over included.")

    @Argument(help: "The device, unless --emulator is given.")
    var device: String?

    @OptionGroup var emulator: EmulatorOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard (device == nil) != (emulator.emulator == nil) else {
            throw ValidationError("Name either a device or --emulator PATH.")
        }
    }

    func run(in session: Session) async throws {
        let target = try await FaultTarget(device: device, emulator, daemon, in: session)
        let faults = try await target.faults()
        guard !results.json else {
            for fault in faults { try session.console.json(fault) }
            return
        }
        guard !faults.isEmpty else { return session.console.message("no faults") }
        var table = Table([("number", .right), ("fault", .left), ("", .left)])
        for fault in faults { table.add([String(fault.id), fault.text, fault.over ? "over" : ""]) }
        for line in table.lines() { try session.console.result(line) }
    }
}
