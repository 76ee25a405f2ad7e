import ControlInterface
import ControlServer
import Testing

@Suite("Hostile and careless clients", .timeLimit(.minutes(1)))
struct HostileClientTests {
    private func expectAlive(_ client: VarlinkClient) async throws {
        #expect(try await client.call("io.pibd.Test.Count", ["to": 1]) == TestService.Count(number: 1))
    }

    @Test(
        "a malformed message closes its connection and no other",
        arguments: [
            "", "x", "{", "[]", "{}", "{\"method\":3}", "{\"method\":\"io.pibd.Test.Silent\",\"parameters\":3}",
            "GET / HTTP/1.1\r\n\r\n", "{\"method\":\"a\",\"method\":\"b\"}", "\u{FEFF}{}",
        ])
    func malformed(text: String) async throws {
        try await withTestServer { path, _ in
            let neighbour = try await VarlinkClient.connect(unixSocket: path)
            let socket = try RawSocket.connecting(to: path)
            try await socket.send(text + "\0{\"method\":\"io.pibd.Test.Refuse\"}\0")
            #expect(try await socket.message() == nil)
            try await expectAlive(neighbour)
        }
    }

    @Test("nesting without end closes the connection instead of overflowing the stack")
    func deep() async throws {
        try await withTestServer { path, _ in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send(String(repeating: "[", count: 4 << 20) + "\0")
            #expect(try await socket.message() == nil)
            try await expectAlive(try await VarlinkClient.connect(unixSocket: path))
        }
    }

    @Test("an oversized message is refused in its turn, then its connection is closed and no other")
    func oversized() async throws {
        try await withTestServer(limits: VarlinkLimits(maximumMessageBytes: 1 << 20)) { path, _ in
            let neighbour = try await VarlinkClient.connect(unixSocket: path)
            let socket = try RawSocket.connecting(to: path)
            let call = "{\"method\":\"io.pibd.Test.Count\",\"parameters\":{\"to\":1}}\0"
            try await socket.send(call + "{\"method\":\"" + String(repeating: "x", count: 5 << 20) + "\"}\0" + call)
            #expect(try await socket.message() == #"{"parameters":{"number":1}}"#)
            let refusal = try #require(try await socket.message())
            #expect(refusal.contains("org.varlink.service.InvalidParameter"))
            #expect(refusal.contains("longer than 1048576 bytes"))
            #expect(try await socket.message() == nil)
            try await expectAlive(neighbour)
        }
    }

    @Test("our own client is told of an oversized call")
    func oversizedFromClient() async throws {
        try await withTestServer(limits: VarlinkLimits(maximumMessageBytes: 1 << 20)) { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let value: JSONValue = ["value": ["x": .string(String(repeating: "x", count: 3 << 20))]]
            let error = await #expect(throws: VarlinkError.self) {
                try await client.call("io.pibd.Test.Echo", value, returning: JSONValue.self)
            }
            #expect(error?.name == "org.varlink.service.InvalidParameter")
        }
    }

    @Test("a client that sends without end after being refused is closed when its time is up")
    func refusedForGood() async throws {
        let limits = VarlinkLimits(maximumMessageBytes: 1 << 10, writeStallSeconds: 0.1)
        try await withTestServer(limits: limits) { path, _ in
            let socket = try RawSocket.connecting(to: path)
            await #expect(throws: (any Error).self) {
                while true { try await socket.send(String(repeating: "x", count: 1 << 16)) }
            }
        }
    }

    @Test("a client that stops reading is dropped, within a bounded buffer, and nobody waits for it")
    func stalled() async throws {
        let limits = VarlinkLimits(writeStallSeconds: 0.2, outboundBufferBytes: 1 << 20)
        try await withTestServer(limits: limits) { path, service in
            let neighbour = try await VarlinkClient.connect(unixSocket: path)
            let socket = try RawSocket.connecting(to: path)
            try await socket.send("{\"method\":\"io.pibd.Test.Flood\",\"more\":true}\0")
            try await expectAlive(neighbour)
            guard case .floodEnded(let replies, let disconnected) = await service.events.first() else {
                Issue.record("the flood did not end")
                return
            }
            #expect(disconnected)
            // 1 MiB of ours and the kernel's socket buffer, in replies of 64 KiB.
            #expect(replies <= 64)
            #expect(try await socket.drain() < 4 << 20)
            try await expectAlive(neighbour)
        }
    }

    @Test("our own client that stops consuming reads ahead a few replies only, and learns that it was dropped")
    func stalledConsumer() async throws {
        let limits = VarlinkLimits(writeStallSeconds: 0.2, outboundBufferBytes: 1 << 20)
        try await withTestServer(limits: limits) { path, service in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let stream = client.stream("io.pibd.Test.Flood", JSONValue.object([:]), returning: JSONValue.self)
            var iterator = stream.makeAsyncIterator()
            #expect(try await iterator.next() != nil)
            guard case .floodEnded(let replies, true) = await service.events.first() else {
                Issue.record("the flood did not end by the client being dropped")
                return
            }
            #expect(replies <= 128)
            var received = 1
            await #expect(throws: VarlinkConnectionError.closed(path: path)) {
                while try await iterator.next() != nil { received += 1 }
            }
            #expect(received <= replies)
        }
    }

    @Test("a slow client that does read gets everything, the handler waiting for it")
    func slow() async throws {
        try await withTestServer(limits: VarlinkLimits(outboundBufferBytes: 1 << 10)) { path, _ in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send("{\"method\":\"io.pibd.Test.Count\",\"parameters\":{\"to\":10000},\"more\":true}\0")
            // In all more than the kernel's socket buffer holds.
            let replies = (1..<10000).map { #"{"continues":true,"parameters":{"number":\#($0)}}"# }
            #expect(try await socket.messages(9999) == replies)
            #expect(try await socket.message() == #"{"parameters":{"number":10000}}"#)
        }
    }

    @Test("a client that leaves cancels its call, also one that has filled its read-ahead")
    func leaves() async throws {
        try await withTestServer { path, service in
            for filler in ["", String(repeating: "{\"method\":\"io.pibd.Test.Silent\"}\0", count: 4000)] {
                try await {
                    let socket = try RawSocket.connecting(to: path)
                    try await socket.send("{\"method\":\"io.pibd.Test.Hang\"}\0" + filler)
                    #expect(await service.events.first() == .hanging)
                }()
                #expect(await service.events.first() == .cancelled)
            }
        }
    }

    @Test("connections beyond the limit, in all or of one user, are closed at once; room made is room again")
    func connectionLimit() async throws {
        for limits in [VarlinkLimits(maximumConnections: 2), VarlinkLimits(maximumConnectionsPerUser: 2)] {
            try await withTestServer(limits: limits) { path, service in
                let first = try await VarlinkClient.connect(unixSocket: path)
                let second = try await VarlinkClient.connect(unixSocket: path)
                try await expectAlive(first)
                try await expectAlive(second)
                #expect(try await RawSocket.connecting(to: path).message() == nil)
                try await expectAlive(first)
                // The place is free once the call that held it has returned.
                let hanging = Task { try await second.call("io.pibd.Test.Hang", JSONValue.object([:])) as JSONValue }
                #expect(await service.events.first() == .hanging)
                await second.close()
                #expect(await service.events.first() == .cancelled)
                await #expect(throws: VarlinkConnectionError.self) { try await hanging.value }
                var readmitted = false
                while !readmitted {
                    let third = try await VarlinkClient.connect(unixSocket: path)
                    readmitted = (try? await expectAlive(third)) != nil
                }
            }
        }
    }
}
