import ArgumentParser
import ControlInterface

/// `pibctl acquire`
struct AcquireCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "acquire", abstract: "Take a device for yourself for some time.",
        discussion: """
            Until it ends nobody else may drive the device by hand or submit runs to it, and it stays armed between \
            your measurements. When it ends, by itself or by pibctl release, the device goes into its safe state.
            """)

    @Argument(help: "The device.")
    var device: String

    @Option(name: [.customLong("for")], help: ArgumentHelp("For how long.", valueName: "seconds"))
    var seconds = 600.0

    @Option(name: .long, help: "What for; others see it.")
    var note: String?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let status = try await session.client(daemon).acquire(device: device, seconds: seconds, note: note)
        try LeaseReport.show([status], results, session.console)
    }
}

/// `pibctl release`
struct ReleaseCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Give a device back; it goes into its safe state.")

    @Argument(help: "The device.")
    var device: String

    @Flag(name: .long, help: "Take it away from whoever has it.")
    var kick = false

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let status = try await session.client(daemon).release(device: device, kick: kick)
        try LeaseReport.show([status], results, session.console)
    }
}

/// `pibctl who`
struct WhoCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "who", abstract: "Who has which device.")

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        try LeaseReport.show(try await session.client(daemon).devices(), results, session.console)
    }
}

/// Who has which device, as a table or for programs.
private enum LeaseReport {
    static func show(_ devices: [DeviceStatus], _ results: ResultOptions, _ console: Console) throws {
        guard !results.json else {
            for device in devices { try console.json(device) }
            return
        }
        var table = Table([("device", .left), ("held by", .left), ("until", .left), ("note", .left)])
        for device in devices {
            table.add([
                device.id, device.holder ?? "nobody", device.lease?.until ?? "", device.lease?.note ?? "",
            ])
        }
        for line in table.lines() { try console.result(line) }
    }
}
