import ControlInterface
import ControlServer
import Laboratory
import Logging

/// The control socket of a laboratory.
enum LabServer {
    /// Serves `laboratory` on the socket that the service manager has handed over, or else on the one of the settings.
    static func start(
        _ laboratory: Laboratory, _ daemon: DaemonDescription, _ settings: DaemonSettings, _ manager: ServiceManager,
        _ log: Logger
    ) async throws -> VarlinkServer {
        let service = try LabService(
            laboratory: laboratory, daemon: daemon, access: AccessControl(settings.permissions), logger: log)
        let trail = AuditTrail(directory: settings.stateDirectory)
        let server = try VarlinkServer(
            service: AuditedLab(service, trail: trail), vendor: "pibd", product: "pibd", version: Release.version,
            url: "https://pibd.io", logger: log)
        if let descriptor = manager.inheritedSocket {
            try await server.start(inheritedDescriptor: descriptor)
        } else {
            try await server.start(unixSocket: settings.socket)
        }
        return server
    }
}
