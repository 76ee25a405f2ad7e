import ControlInterface
import ControlServer
import Foundation
import Logging

/// A directory of its own for the sockets of one test, with a short path.
func withSocketDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    var template = Array("/tmp/pibd-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    let directory = String(cString: made)
    do {
        let result = try await body(directory)
        try FileManager.default.removeItem(atPath: directory)
        return result
    } catch {
        try? FileManager.default.removeItem(atPath: directory)
        throw error
    }
}

func makeServer(_ service: any VarlinkService, limits: VarlinkLimits = VarlinkLimits()) throws -> VarlinkServer {
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .trace
    return try VarlinkServer(
        service: service, vendor: "pibd", product: "test", version: "1", url: "https://example.org", limits: limits,
        logger: logger)
}

/// Runs a test service on a socket of its own, and stops it afterwards.
func withTestServer(
    limits: VarlinkLimits = VarlinkLimits(), _ body: (_ path: String, _ service: TestService) async throws -> Void
) async throws {
    try await withSocketDirectory { directory in
        let service = try TestService()
        let server = try makeServer(service, limits: limits)
        let path = directory + "/s"
        try await server.start(unixSocket: path)
        do {
            try await body(path, service)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }
}
