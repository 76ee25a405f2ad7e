import ControlInterface
import ControlServer
import Foundation
import Testing

@Suite("The client and bad servers", .timeLimit(.minutes(1)))
struct VarlinkClientTests {
    private let count = "io.pibd.Test.Count"

    @Test("no socket, a dead one, a file and a path too long are told apart")
    func unreachable() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            await #expect(throws: VarlinkConnectionError.notFound(path: path)) {
                try await VarlinkClient.connect(unixSocket: path)
            }
            _ = try RawSocket.bound(to: path)
            await #expect(throws: VarlinkConnectionError.refused(path: path)) {
                try await VarlinkClient.connect(unixSocket: path)
            }
            #expect(FileManager.default.createFile(atPath: directory + "/f", contents: nil))
            await #expect(throws: VarlinkConnectionError.refused(path: directory + "/f")) {
                try await VarlinkClient.connect(unixSocket: directory + "/f")
            }
            let long = directory + String(repeating: "/s", count: 60)
            let error = await #expect(throws: VarlinkConnectionError.self) {
                try await VarlinkClient.connect(unixSocket: long)
            }
            #expect(error?.path == long)
            #expect(error?.remedy.contains("107") == true)
        }
    }

    @Test("a socket without permission is told as that", .enabled(if: getuid() != 0, "root may open everything"))
    func denied() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let listener = try RawSocket.bound(to: path)
            #expect(chmod(path, 0) == 0)
            await #expect(throws: VarlinkConnectionError.denied(path: path)) {
                try await VarlinkClient.connect(unixSocket: path)
            }
            withExtendedLifetime(listener) {}
        }
    }

    @Test("a call without an answer times out and closes the connection")
    func timeout() async throws {
        try await withTestServer { path, service in
            let client = try await VarlinkClient.connect(unixSocket: path)
            await #expect(throws: VarlinkConnectionError.timedOut(path: path, seconds: 0.05)) {
                try await client.call(
                    "io.pibd.Test.Hang", JSONValue.object([:]), returning: JSONValue.self, timeoutSeconds: 0.05)
            }
            #expect(await service.events.first() == .hanging)
            #expect(await service.events.first() == .cancelled)
            await #expect(throws: VarlinkConnectionError.closed(path: path)) {
                try await client.call(count, ["to": 1], returning: JSONValue.self)
            }
        }
    }

    @Test("a server too busy to accept is waited for, but not for ever")
    func fullBacklog() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let listener = try RawSocket.bound(to: path)
            var clients: [VarlinkClient] = []
            await #expect(throws: VarlinkConnectionError.timedOut(path: path, seconds: 0.1)) {
                while true { clients.append(try await VarlinkClient.connect(unixSocket: path, timeoutSeconds: 0.1)) }
            }
            #expect(clients.count >= 16)
            async let late = VarlinkClient.connect(unixSocket: path, timeoutSeconds: 30)
            let accepted = try await listener.accept()
            _ = try await late
            withExtendedLifetime(accepted) {}
        }
    }

    @Test(
        "a reply that breaks the protocol closes the connection and is told",
        arguments: [
            ("x\0", 1), ("[]\0", 1), ("{\"parameters\":{},\"continues\":true}\0", 1), ("{\"error\":3}\0", 1),
            ("{\"parameters\":3}\0", 1), ("no end ", 1 << 18), ("[", 1 << 19),
        ])
    func violations(text: String, repeats: Int) async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let listener = try RawSocket.bound(to: path)
            let client = try await VarlinkClient.connect(unixSocket: path, maximumReplyBytes: 1 << 20)
            let connection = try await listener.accept()
            let reply = Task { try await client.call(count, ["to": 1]) as JSONValue }
            #expect(try await connection.message() != nil)
            // The client closes before it has read all of an oversized reply.
            try? await connection.send(String(repeating: text, count: repeats) + "\0")
            let error = await #expect(throws: VarlinkConnectionError.self) { try await reply.value }
            guard case .protocolViolation(path, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await connection.message() == nil)
        }
    }

    @Test("a reply nobody has asked for closes the connection")
    func unasked() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let listener = try RawSocket.bound(to: path)
            let client = try await VarlinkClient.connect(unixSocket: path)
            let connection = try await listener.accept()
            try await connection.send("{\"parameters\":{}}\0")
            #expect(try await connection.message() == nil)
            await #expect(throws: VarlinkConnectionError.closed(path: path)) {
                try await client.callOneway(count, ["to": 1])
            }
        }
    }

    @Test("a reply of another type than expected is told with the member that does not fit")
    func wrongType() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let error = await #expect(throws: VarlinkConnectionError.self) {
                try await client.call(count, ["to": 1], returning: [String: String].self)
            }
            #expect(error?.message.contains("\"number\": a string expected, an int found") == true)
            #expect(try await client.call(count, ["to": 1]) == TestService.Count(number: 1))
        }
    }

    @Test("a cancelled call leaves the connection to the others")
    func cancelled() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let listener = try RawSocket.bound(to: path)
            let client = try await VarlinkClient.connect(unixSocket: path)
            let connection = try await listener.accept()
            let first = Task { try await client.call(count, ["to": 1]) as TestService.Count }
            #expect(try await connection.message() != nil)
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            let second = Task { try await client.call(count, ["to": 2]) as TestService.Count }
            #expect(try await connection.message() != nil)
            try await connection.send("{\"parameters\":{\"number\":1}}\0{\"parameters\":{\"number\":2}}\0")
            #expect(try await second.value.number == 2)
        }
    }

    @Test("a stream left early or cancelled closes its connection, which cancels the handler")
    func leftStream() async throws {
        try await withTestServer { path, service in
            let client = try await VarlinkClient.connect(unixSocket: path)
            for try await _ in client.stream("io.pibd.Test.Flood", JSONValue.object([:]), returning: JSONValue.self) {
                break
            }
            guard case .floodEnded(_, true) = await service.events.first() else {
                Issue.record("the flood went on")
                return
            }
            let consumer = Task {
                let other = try await VarlinkClient.connect(unixSocket: path)
                let hanging = other.stream("io.pibd.Test.Hang", JSONValue.object([:]), returning: JSONValue.self)
                for try await _ in hanging {}
            }
            #expect(await service.events.first() == .hanging)
            consumer.cancel()
            await #expect(throws: CancellationError.self) { try await consumer.value }
            #expect(await service.events.first() == .cancelled)
        }
    }

    @Test("replies that were read before the server closed are still yielded, then the loss is told")
    func lostStream() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let listener = try RawSocket.bound(to: path)
            let client = try await VarlinkClient.connect(unixSocket: path)
            let stream = client.stream(count, ["to": 100], returning: TestService.Count.self)
            try await {
                let connection = try await listener.accept()
                #expect(try await connection.message() != nil)
                for number in 1...60 {
                    try await connection.send("{\"parameters\":{\"number\":\(number)},\"continues\":true}\0")
                }
            }()
            var received = 0
            await #expect(throws: VarlinkConnectionError.closed(path: path)) {
                for try await _ in stream { received += 1 }
            }
            #expect(received == 60)
        }
    }

    @Test("parameters without a JSON form are refused before anything is sent")
    func unencodable() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            await #expect(throws: EncodingError.self) {
                try await client.call(count, ["to": Double.nan], returning: JSONValue.self)
            }
            await #expect(throws: EncodingError.self) {
                for try await _ in client.stream(count, ["to": Double.nan], returning: JSONValue.self) {}
            }
            #expect(try await client.call(count, ["to": 1]) == TestService.Count(number: 1))
        }
    }
}
