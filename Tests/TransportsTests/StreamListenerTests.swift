import Testing

@testable import Transports

@Suite("Stream listeners")
struct StreamListenerTests {
    @Test("the address is one that a client opens, with the port that was chosen", arguments: ["127.0.0.1", "::1"])
    func address(host: String) async throws {
        let listener = try await StreamListener.listen(host: host)
        #expect(listener.port > 0)
        let address = try StreamAddress(listener.address)
        #expect(address == .tcp(host: host, port: listener.port))
        async let accepted = listener.accept(deadline: .soon)
        let client = try await address.open(deadline: .soon)
        let server = try await accepted
        try await client.write([1, 2], deadline: .soon)
        #expect(try await server.read(exactly: 2) == [1, 2])
        await client.close()
        await server.close()
        listener.close()
    }

    @Test("clients are taken one after the other, and a stream outlives its listener")
    func oneByOne() async throws {
        let listener = try await StreamListener.listen()
        let address = try StreamAddress(listener.address)
        let first = try await address.open(deadline: .soon)
        let second = try await address.open(deadline: .soon)
        try await second.write([2], deadline: .soon)
        try await first.write([1], deadline: .soon)
        let one = try await listener.accept(deadline: .soon)
        #expect(try await one.read(exactly: 1) == [1])
        await first.close()
        await one.waitForHangUp()
        let two = try await listener.accept(deadline: .soon)
        listener.close()
        #expect(try await two.read(exactly: 1) == [2])
    }

    @Test("a client that left while it waited is accepted and has hung up")
    func leftEarly() async throws {
        let listener = try await StreamListener.listen()
        await (try await StreamAddress(listener.address).open(deadline: .soon)).close()
        let stream = try await listener.accept(deadline: .soon)
        #expect(try await code { _ = try await stream.read(upTo: 1, deadline: .soon) } == .hungUp)
    }

    @Test("without a client a wait ends at its deadline, by closing, or by cancelling")
    func noClient() async throws {
        let listener = try await StreamListener.listen()
        #expect(try await code { _ = try await listener.accept(deadline: .now + .milliseconds(10)) } == .timedOut)
        let cancelled = Task { try await listener.accept(deadline: .soon) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { _ = try await cancelled.value }
        async let waiting = code { _ = try await listener.accept(deadline: .soon) }
        listener.close()
        listener.close()
        #expect(try await waiting == .hungUp)
    }

    @Test("a port where something listens is busy; a foreign address is not found")
    func refused() async throws {
        let listener = try await StreamListener.listen()
        #expect(try await code { _ = try await StreamListener.listen(port: listener.port) } == .busy)
        #expect(try await code { _ = try await StreamListener.listen(host: "192.0.2.1") } == .notFound)
        listener.close()
    }
}
