import ArgumentParser

/// `pibctl device`
struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Show, wait for, measure, read or characterise one device.",
        subcommands: [
            DeviceShowCommand.self, DeviceWaitCommand.self, DeviceMeasureCommand.self, DeviceReadCommand.self,
            DeviceFormCommand.self, DeviceSwitchCommand.self, DeviceCurveCommand.self, DeviceConvergeCommand.self,
            DeviceEnduranceCommand.self,
        ])
}
