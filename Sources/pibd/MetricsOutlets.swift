import ControlServer
import Laboratory
import Logging

/// Where the daemon's numbers go, as the configuration says: a socket, a file, both or nowhere.
struct MetricsOutlets {
    private var server: MetricsServer?
    private var writing: Task<Void, Never>?

    /// Begins to tell. Throws `VarlinkServerError` where the socket cannot be made.
    static func start(
        _ settings: MetricsSettings, _ metrics: LabMetrics, _ log: Logger
    ) async throws -> MetricsOutlets {
        var outlets = MetricsOutlets()
        if let path = settings.socket {
            let server = MetricsServer(logger: log) { MetricsText.text(await metrics.families()) }
            try await server.start(unixSocket: path)
            outlets.server = server
        }
        if let path = settings.file {
            let file = MetricsFile(path: path, intervalSeconds: settings.intervalSeconds, logger: log) {
                MetricsText.text(await metrics.families(), .prometheus)
            }
            outlets.writing = Task { await file.run() }
        }
        return outlets
    }

    /// Ends both; a file is removed.
    func stop() async {
        writing?.cancel()
        await writing?.value
        await server?.stop()
    }
}
