import ArgumentParser

/// `pibctl device`
struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Show, wait for, measure or read one device.",
        subcommands: [
            DeviceShowCommand.self, DeviceWaitCommand.self, DeviceMeasureCommand.self, DeviceReadCommand.self,
        ])
}
