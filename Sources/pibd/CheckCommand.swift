import ArgumentParser
import Foundation
import Laboratory

/// Whether the daemon would take a configuration, without touching a device or a running daemon.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a configuration; nothing is opened.")

    @Option(help: "Configuration file.")
    var config = "/etc/pibd/pibd.toml"

    func run() throws {
        do {
            try Laboratory.check(devices: DaemonFile(path: config).devices)
        } catch {
            FileHandle.standardError.write(Data("pibd: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }
}
