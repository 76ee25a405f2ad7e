import Glibc
import Testing

@testable import Transports

@Suite("TCP streams")
struct TCPTests {
    @Test("bytes pass both ways over IPv4, IPv6 and a name", arguments: ["127.0.0.1", "::1", "localhost"])
    func echo(host: String) async throws {
        let listener = try Listener(family: host == "::1" ? AF_INET6 : AF_INET)
        let client = try await StreamAddress.tcp(host: host, port: listener.port).open(deadline: .soon)
        let server = try listener.accept()
        let bytes = pattern(1 << 20)
        async let up: Void = client.write(bytes, deadline: .soon)
        async let down: Void = server.write(bytes, deadline: .soon)
        async let above = server.read(exactly: bytes.count)
        async let below = client.read(exactly: bytes.count)
        try await up
        try await down
        #expect(try await above == bytes)
        #expect(try await below == bytes)
        await client.close()
        await server.close()
    }

    @Test("what came before the hang-up is still read")
    func hangUp() async throws {
        let listener = try Listener()
        let client = try await DescriptorStream.connect(host: "127.0.0.1", port: listener.port, deadline: .soon)
        let server = try listener.accept()
        try await server.write([1, 2, 3], deadline: .soon)
        async let noticed = happens(within: .seconds(10)) { await client.waitForHangUp() }
        await server.close()
        #expect(await noticed)
        #expect(try await client.read(upTo: 10, deadline: .soon) == [1, 2, 3])
        #expect(try await code { _ = try await client.read(upTo: 10, deadline: .soon) } == .hungUp)
        #expect(try await code { try await client.write([1], deadline: .soon) } == .hungUp)
    }

    @Test("a port where nothing listens is refused at once")
    func refused() async throws {
        let port: UInt16
        do { port = try Listener().port }
        #expect(
            try await code {
                _ = try await DescriptorStream.connect(host: "127.0.0.1", port: port, deadline: .soon)
            } == .notFound)
    }

    @Test("a host that does not exist is not found")
    func unknownHost() async throws {
        #expect(
            try await code {
                _ = try await DescriptorStream.connect(host: "256.0.0.1.invalid", port: 1, deadline: .soon)
            } == .notFound)
    }
}
