import ArgumentParser
import ControlInterface

/// `pibctl devices`
struct DevicesCommand: LabCommand {
    static let configuration = CommandConfiguration(commandName: "devices", abstract: "List the devices.")

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only devices with this id, driver, state, vendor, model or serial; may be repeated.",
            valueName: "key=value"))
    var filter: [String] = []

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws { _ = try wanted() }

    func run(in session: Session) async throws {
        let wanted = try wanted()
        let devices = try await session.client(daemon).devices(filter: wanted.isEmpty ? nil : wanted)
        if results.json {
            for device in devices { try session.console.json(device) }
        } else if devices.isEmpty {
            session.console.message(wanted.isEmpty ? "no devices" : "no device matches")
        } else {
            for line in DeviceTable.lines(devices) { try session.console.result(line) }
        }
    }

    private func wanted() throws -> [String: String] {
        var wanted: [String: String] = [:]
        for entry in filter {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("'\(entry)' is not a filter; write --filter key=value, driver=simulated say.")
            }
            guard wanted.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                throw ValidationError("The filter '\(parts[0])' stands twice; a device cannot have both values.")
            }
        }
        return wanted
    }
}
