import Foundation
import Laboratory
import Logging

/// Reads the configuration again while the daemon runs, and takes it over or leaves everything as it was.
struct Reloading {
    let laboratory: Laboratory
    let settings: DaemonSettings
    let manager: ServiceManager
    let log: Logger

    /// Never throws: whatever is wrong with the configuration, the daemon goes on with the one it has.
    func reload(_ read: () throws -> DaemonSettings) async {
        manager.notify("RELOADING=1")
        var status = "serving \(settings.socket)"
        do {
            let new = try read()
            try requireSameHouse(new)
            let changes = try await laboratory.reload(devices: new.devices)
            log.notice("configuration taken over: \(Self.words(for: changes))")
        } catch {
            log.error("the configuration was refused, and everything stays as it was: \(error)")
            status += "; the configuration was refused, see the journal"
        }
        manager.notify("READY=1\nSTATUS=\(status)")
    }

    private func requireSameHouse(_ new: DaemonSettings) throws {
        let fixed = [
            ("daemon.socket", settings.socket == new.socket),
            ("daemon.state-directory", settings.stateDirectory == new.stateDirectory),
            ("permissions", settings.permissions == new.permissions), ("metrics", settings.metrics == new.metrics),
        ]
        for (key, isSame) in fixed where !isSame {
            throw ConfigurationError(
                file: nil, key: key, line: nil, message: "it cannot change while the daemon runs",
                remedy: "systemctl restart pibd")
        }
    }

    private static func words(for changes: DeviceChanges) -> String {
        let parts = [("added", changes.added), ("changed", changes.changed), ("removed", changes.removed)]
        let told = parts.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
        return told.isEmpty ? "no device changes" : told.joined(separator: "; ")
    }
}
