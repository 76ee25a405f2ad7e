import ArgumentParser
import ControlInterface

/// `pibctl safe-state`
struct SafeStateCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "safe-state", abstract: "Put one device, or all of them, into the safe state at once.")

    @Argument(help: "The device; all devices without one.")
    var device: String?

    @Flag(name: .long, help: "All devices.")
    var all = false

    @Option(name: .long, help: "Why, for the daemon's journal.")
    var reason: String?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard device == nil || !all else { throw ValidationError("Name a device or --all, not both.") }
    }

    func run(in session: Session) async throws {
        let devices = try await reached(in: session)
        if results.json {
            for device in devices { try session.console.json(device) }
        } else {
            for line in DeviceTable.lines(devices) { try session.console.result(line) }
        }
        let unsafe = devices.filter { $0.hardwareState != "safe" && (device == nil || $0.id == device) }
        guard unsafe.isEmpty else {
            throw CommandFailure(
                .deviceLost, "not known to be safe: \(unsafe.map(\.id).joined(separator: ", "))",
                remedy: "treat their outputs as live; switch off their supply by hand")
        }
    }

    private func reached(in session: Session) async throws -> [DeviceStatus] {
        do {
            return try await session.client(daemon).enterSafeState(device: device, reason: reason)
        } catch let error as VarlinkConnectionError {
            var failure = CommandFailure(error)
            guard failure.status == .daemonUnreachable else { throw failure }
            failure.message += "; outputs cannot be reached through the daemon, nothing was switched"
            failure.remedy = "treat all outputs as live: switch off their supply by hand, or " + failure.remedy
            throw failure
        }
    }
}
