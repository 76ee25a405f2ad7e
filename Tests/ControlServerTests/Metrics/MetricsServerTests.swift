import Foundation
import Logging
import Testing

@testable import ControlServer

@Suite("Metrics server", .timeLimit(.minutes(1)))
struct MetricsServerTests {
    private static let request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"

    private func withServer(
        limits: MetricsServer.Limits = .init(), page: @escaping @Sendable () async -> String = { "a 1\n# EOF\n" },
        _ body: (String) async throws -> Void
    ) async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/m"
            let server = MetricsServer(
                limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, page: page)
            try await server.start(unixSocket: path)
            do {
                try await body(path)
                await server.stop()
            } catch {
                await server.stop()
                throw error
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("GET /metrics is answered with the page, then the connection ends")
    func get() async throws {
        try await withServer { path in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send(Self.request)
            #expect(
                try await socket.text()
                    == "HTTP/1.1 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"
                    + "Content-Length: 10\r\nCache-Control: no-store\r\nConnection: close\r\n\r\na 1\n# EOF\n")
        }
    }

    @Test("a request in pieces, and one whose sender ends its side behind it, are answered")
    func pieces() async throws {
        try await withServer { path in
            let socket = try RawSocket.connecting(to: path)
            for character in Self.request { try await socket.send(String(character)) }
            shutdown(socket.descriptor, Int32(SHUT_WR))
            #expect(try await socket.text().hasSuffix("# EOF\n"))
        }
    }

    @Test("HEAD has the length and no page")
    func head() async throws {
        try await withServer { path in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send("HEAD /metrics HTTP/1.0\r\n\r\n")
            let text = try await socket.text()
            #expect(text.contains("Content-Length: 10\r\n") && text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        "anything else is an error of HTTP",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", "404"), ("POST /metrics HTTP/1.1\r\n\r\n", "405"), ("hello\r\n", "400"),
            ("GET /metrics HTTP/1.1\r\nX: " + String(repeating: "x", count: 9000), "431"),
        ])
    func errors(request: String, status: String) async throws {
        try await withServer { path in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send(request)
            #expect(try await socket.text().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test("a client that speaks slowly, or not at all, is dropped when its time is up, and holds up nobody")
    func slow() async throws {
        try await withServer(limits: .init(connections: 4, seconds: 1)) { path in
            let silent = try RawSocket.connecting(to: path)
            let slow = try RawSocket.connecting(to: path)
            try await slow.send("GET /met")
            let quick = try RawSocket.connecting(to: path)
            try await quick.send(Self.request)
            #expect(try await quick.text().hasSuffix("# EOF\n"))
            #expect(try await slow.text() == "")
            #expect(try await silent.text() == "")
        }
    }

    @Test("a client that does not read a long page is dropped when its time is up")
    func unread() async throws {
        let long = String(repeating: "x", count: 8 << 20)
        try await withServer(limits: .init(connections: 1, seconds: 1), page: { long }) { path in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send(Self.request)
            // The only place is free again once the other is dropped; before, a connection is closed at once.
            var answer = ""
            while answer.utf8.count <= 8 << 20 {
                let next = try RawSocket.connecting(to: path)
                try? await next.send(Self.request)
                answer = try await next.text()
            }
            #expect(try await socket.drain() < 8 << 20)
        }
    }

    @Test("connections beyond the limit are closed at once")
    func crowded() async throws {
        try await withServer(limits: .init(connections: 2, seconds: 20)) { path in
            let first = try RawSocket.connecting(to: path)
            let second = try RawSocket.connecting(to: path)
            let third = try RawSocket.connecting(to: path)
            #expect(try await third.text() == "")
            for socket in [first, second] {
                try await socket.send(Self.request)
                #expect(try await socket.text().hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test("the file is replaced as a whole, readable by everybody, and gone with the daemon")
    func file() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/pibd.prom"
            try "old".write(toFile: path, atomically: true, encoding: .utf8)
            let (pages, asked) = AsyncStream.makeStream(of: Void.self)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let file = MetricsFile(path: path, intervalSeconds: 0.01, logger: logger) {
                asked.yield()
                return "a 1\n"
            }
            let writing = Task { await file.run() }
            var count = 0
            for await _ in pages {
                count += 1
                // When it asks for the second page, the first is written.
                if count == 2 { break }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "a 1\n")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o644)
            writing.cancel()
            await writing.value
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        }
    }

    @Test("a file that cannot be written is told of, not fatal")
    func unwritable() async {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let file = MetricsFile(path: "/no/such/place/pibd.prom", intervalSeconds: 1, logger: logger) { "" }
        #expect(await file.write("x").contains("/no/such/place/pibd.prom"))
    }
}

extension RawSocket {
    /// Everything until the connection ends, which a server that drops a client may do with a reset.
    func text() async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread { [self] in
                var bytes: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = recv(descriptor, &chunk, chunk.count, 0)
                    if count == 0 || (count < 0 && errno == ECONNRESET) { break }
                    guard count > 0 else {
                        return continuation.resume(throwing: POSIXError(.init(rawValue: errno) ?? .EIO))
                    }
                    bytes += chunk[..<count]
                }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }.start()
        }
    }
}
