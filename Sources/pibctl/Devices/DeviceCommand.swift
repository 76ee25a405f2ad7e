import ArgumentParser

/// `pibctl device`
struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Show, measure or read one device.",
        subcommands: [DeviceShowCommand.self, DeviceMeasureCommand.self, DeviceReadCommand.self])
}
