import ControlInterface
import ControlServer
import Laboratory
import Logging

/// The control socket of a laboratory.
enum LabServer {
    /// Serves `laboratory` on the socket that the service manager has handed over, or else on the one of the settings.
    static func start(
        _ laboratory: Laboratory, _ settings: DaemonSettings, _ manager: ServiceManager, _ log: Logger
    ) async throws -> VarlinkServer {
        let service = try LabService(
            laboratory: laboratory,
            daemon: DaemonDescription(
                version: Release.version, commit: SoftwareProvenance.commit, simulate: settings.simulate,
                stateDirectory: settings.stateDirectory),
            access: AccessControl(group: settings.group), logger: log)
        let server = try VarlinkServer(
            service: service, vendor: "pibd", product: "pibd", version: Release.version, url: "https://pibd.io",
            logger: log)
        if let descriptor = manager.inheritedSocket {
            try await server.start(inheritedDescriptor: descriptor)
        } else {
            try await server.start(unixSocket: settings.socket)
        }
        return server
    }
}
