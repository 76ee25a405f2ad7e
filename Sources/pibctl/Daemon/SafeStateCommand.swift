import ArgumentParser
import ControlInterface
import Foundation

/// `pibctl safe-state`
struct SafeStateCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "safe-state", abstract: "Put one device, or all of them, into the safe state at once.",
        discussion: """
            When the daemon is down, pib-safe does it for every device that the daemon has left energised; the list of \
            them lies beside the daemon's socket.
            """)

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
        let devices: [DeviceStatus]
        do {
            devices = try await session.client(daemon).enterSafeState(device: device, reason: reason)
        } catch let error as VarlinkConnectionError {
            let failure = CommandFailure(error)
            guard failure.status == .daemonUnreachable else { throw failure }
            return try await makeSafeWithoutDaemon(failure, in: session)
        }
        if results.json {
            for device in devices { try session.console.json(device) }
        } else {
            for line in DeviceTable.lines(devices) { try session.console.result(line) }
        }
        let unsafe = devices.filter { $0.hardwareState != "safe" && (device == nil || $0.id == device) }
        guard unsafe.isEmpty else { throw Self.notSafe(unsafe.map(\.id)) }
    }

    /// Runs pib-safe on the list of energised devices beside the socket.
    private func makeSafeWithoutDaemon(_ failure: CommandFailure, in session: Session) async throws {
        guard let program = EmergencyProgram.find(environment: session.environment) else {
            var failure = failure
            failure.message += "; pib-safe was not found either, nothing was switched"
            failure.remedy = "treat all outputs as live: switch off their supply by hand, or " + failure.remedy
            throw failure
        }
        let socket = session.socket(daemon)
        let directory = URL(filePath: socket).deletingLastPathComponent().appending(path: "energised").path
        session.console.message("pibctl: \(failure.message); every device that it left energised is made safe")
        let (json, console) = (results.json, session.console)
        let isSafe = try await program.run(directory: directory, environment: session.environment) { line in
            let line = line.onOneLine
            guard json else { return try console.result(line) }
            guard let report = EmergencyProgram.report(line) else { return console.message(line) }
            try console.json(report)
        }
        guard isSafe else { throw Self.notSafe(["see above"]) }
    }

    private static func notSafe(_ devices: [String]) -> CommandFailure {
        CommandFailure(
            .deviceLost, "not known to be safe: \(devices.joined(separator: ", "))",
            remedy: "treat their outputs as live; switch off their supply by hand")
    }
}
