import Dispatch
import Foundation
import Logging

/// Writes the metrics into a file again and again, for node_exporter's textfile collector: a reader sees either the old
/// text or the new one, whole.
public struct MetricsFile: Sendable {
    private let path: String
    private let interval: Duration
    private let logger: Logger
    private let page: @Sendable () async -> String

    /// The file at `path`, to be written each `intervalSeconds` [s] with what `page` makes.
    public init(
        path: String, intervalSeconds: Double, logger: Logger, page: @escaping @Sendable () async -> String
    ) {
        self.path = path
        interval = .seconds(intervalSeconds)
        self.logger = logger
        self.page = page
    }

    /// Writes until the task is cancelled, and removes the file then: numbers of a daemon that is gone would be read on
    /// as if they were true. What cannot be written is in the log, once until it works again.
    public func run() async {
        var lastProblem = ""
        while !Task.isCancelled {
            let problem = await write(await page())
            if problem != lastProblem, !problem.isEmpty { logger.error("the metrics are not written: \(problem)") }
            lastProblem = problem
            try? await Task.sleep(for: interval)
        }
        unlink(path)
    }

    /// Writes once; returns what went wrong, nothing if nothing did.
    func write(_ text: String) async -> String {
        let path = path
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.replace(path, text)) }
        }
    }

    private static func replace(_ path: String, _ text: String) -> String {
        // Not ending in .prom, so that the collector does not read it half written.
        let temporary = path + ".new"
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: temporary))
            guard chmod(temporary, 0o644) == 0, rename(temporary, path) == 0 else {
                return "\(path): \(String(cString: strerror(errno)))"
            }
            return ""
        } catch {
            return "\(path): \(error.localizedDescription)"
        }
    }
}
