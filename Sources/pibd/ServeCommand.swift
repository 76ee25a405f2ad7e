import ArgumentParser
import ControlInterface
import ControlServer
import Dispatch
import Foundation
import Laboratory
import Logging

/// The daemon: opens the laboratory, serves the control socket, and leaves every device safe when it ends.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon; what pibd does without a subcommand.")

    @Option(help: "Configuration file. Without it: /etc/pibd/pibd.toml, or none with --simulate.")
    var config: String?

    @Flag(help: "Use simulated devices only; without a configuration those that docs/experiments name.")
    var simulate = false

    @Option(help: "Control socket. Without it: $PIBD_SOCKET, or what the configuration says.")
    var socket: String?

    @Option(help: "Directory of the store. Without it: what the configuration says.")
    var stateDirectory: String?

    mutating func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let log = Logger(label: "pibd") { StreamLogHandler.standardError(label: $0) }
        let manager = ServiceManager.fromEnvironment()
        do {
            try await serve(settings(manager), manager, log)
        } catch {
            log.critical("\(error)")
            throw ExitCode.failure
        }
    }

    private func settings(_ manager: ServiceManager) throws -> DaemonSettings {
        let environment = ProcessInfo.processInfo.environment
        let file: DaemonFile? =
            if let config { try DaemonFile(path: config) } else if simulate { nil } else {
                try DaemonFile(path: "/etc/pibd/pibd.toml")
            }
        return DaemonSettings(
            file: file, simulate: simulate,
            socket: manager.inheritedSocketPath ?? socket ?? environment["PIBD_SOCKET"],
            stateDirectory: stateDirectory, dataPath: environment["PIBD_DATA"])
    }

    private func serve(_ settings: DaemonSettings, _ manager: ServiceManager, _ log: Logger) async throws {
        let signals = TerminationSignals()
        let laboratory = try await Laboratory.open(
            devices: settings.devices, simulate: simulate, stateDirectory: settings.stateDirectory,
            dataPath: settings.dataPath, energisedDirectory: settings.energisedDirectory, logger: log)
        let daemon = DaemonDescription(
            version: Release.version, commit: SoftwareProvenance.commit, simulate: settings.simulate,
            stateDirectory: settings.stateDirectory)
        let server: VarlinkServer
        let outlets: MetricsOutlets
        do {
            outlets = try await .start(settings.metrics, LabMetrics(laboratory: laboratory, daemon: daemon), log)
            server = try await LabServer.start(laboratory, daemon, settings, manager, log)
        } catch {
            await laboratory.stop()
            throw error
        }
        manager.notify("READY=1\nSTATUS=serving \(settings.socket)")
        log.info("ready on \(settings.socket), state in \(settings.stateDirectory)")
        let watch = Task { await WorkWatch(laboratory: laboratory, server: server, manager: manager, log: log).run() }
        defer { watch.cancel() }
        let reloading = Reloading(laboratory: laboratory, settings: settings, manager: manager, log: log)
        var name = await signals.next()
        while name == "SIGHUP", manager.isPresent {
            await reloading.reload { try self.settings(manager) }
            name = await signals.next()
        }
        log.info("stopping on \(name)")
        manager.notify("STOPPING=1")
        await laboratory.stop()
        await server.stop()
        await outlets.stop()
        try laboratory.store.close()
        log.info("stopped; every device was asked into its safe state")
    }
}
