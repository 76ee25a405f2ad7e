import ArgumentParser
import ControlInterface
import ControlServer
import DeviceEmulation
import Foundation
import Logging

/// Serves one emulated board until a signal asks it to stop.
enum EmulatorService {
    static func serve(_ board: any EmulatedBoard, called name: String, _ options: EmulateOptions) async throws {
        signal(SIGPIPE, SIG_IGN)
        let log = Logger(label: "pibd") { StreamLogHandler.standardError(label: $0) }
        do {
            try await serve(board, called: name, options, log)
        } catch {
            log.critical("\(error)")
            throw ExitCode.failure
        }
    }

    private static func serve(
        _ board: any EmulatedBoard, called name: String, _ options: EmulateOptions, _ log: Logger
    ) async throws {
        let signals = TerminationSignals()
        let faults = try options.schedule()
        let wire = try options.log.map { try WireLog(path: $0, messageEnd: board.messageEnd) }
        let link = try await options.link()
        let host = EmulatorHost(board: board, link: link, faults: faults, rate: options.rate, log: wire)
        var control: VarlinkServer?
        if let path = options.controlPath {
            let server = try VarlinkServer(
                service: EmulatorControl(host: host), vendor: "pibd", product: "pibd emulate",
                version: Release.version, url: "https://pibd.io", logger: log)
            try await server.start(unixSocket: path, mode: 0o660)
            control = server
        }
        let address = await link.address
        log.info("ready: \(name) on \(address)")
        defer { log.info("stopped") }
        let result = await run(host, until: signals, log)
        await control?.stop()
        await wire?.close()
        try result.get()
    }

    /// Runs the host until it fails or a signal comes.
    private static func run(
        _ host: EmulatorHost, until signals: sending TerminationSignals, _ log: Logger
    ) async -> Result<Void, any Error> {
        let running = Task { try await host.run() }
        let watching = Task {
            let name = await signals.next()
            if !Task.isCancelled { log.info("stopping on \(name)") }
            running.cancel()
        }
        let result = await running.result
        watching.cancel()
        return result
    }
}
