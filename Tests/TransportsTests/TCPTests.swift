import Glibc
import Testing

@testable import Transports

@Suite("TCP streams")
struct TCPTests {
    @Test("bytes pass both ways over IPv4, IPv6 and a name", arguments: ["127.0.0.1", "::1", "localhost"])
    func echo(host: String) async throws {
        let listener = try await StreamListener.listen(host: host == "localhost" ? "127.0.0.1" : host)
        let client = try await StreamAddress.tcp(host: host, port: listener.port).open(deadline: .soon)
        let server = try await listener.accept(deadline: .soon)
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
        let listener = try await StreamListener.listen()
        let client = try await DescriptorStream.connect(host: "127.0.0.1", port: listener.port, deadline: .soon)
        let server = try await listener.accept(deadline: .soon)
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
        let port = try TakenPort()
        let number = port.number
        #expect(
            try await code {
                _ = try await DescriptorStream.connect(host: "127.0.0.1", port: number, deadline: .soon)
            } == .notFound)
    }

    @Test("a socket that the kernel has connected to itself is no connection")
    func itself() async throws {
        let port = try TakenPort()
        var name = try #require(SocketName.own(port.descriptor.number)).bytes
        let socket = port.descriptor.number
        let connected = name.withUnsafeMutableBytes {
            connect(socket, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
        }
        try #require(connected == 0)
        let stream = try DescriptorStream(adopting: fcntl(socket, F_DUPFD_CLOEXEC, 0), address: "itself")
        guard case .failed(let error, _) = stream.connectedNow() else { throw Nothing() }
        #expect(error.code == .notFound)
    }

    @Test("a host that does not exist is not found")
    func unknownHost() async throws {
        #expect(
            try await code {
                _ = try await DescriptorStream.connect(host: "256.0.0.1.invalid", port: 1, deadline: .soon)
            } == .notFound)
    }
}
