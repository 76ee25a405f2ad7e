import ControlInterface
import ControlServer
import Foundation
import Testing

@Suite("The server's socket", .timeLimit(.minutes(1)))
struct ListeningSocketTests {
    private func expectServed(_ path: String) async throws {
        let client = try await VarlinkClient.connect(unixSocket: path)
        #expect(try await client.call("io.pibd.Test.Count", ["to": 1]) == TestService.Count(number: 1))
    }

    private func newServer() throws -> VarlinkServer { try makeServer(TestService()) }

    @Test("a path taken by a live server is refused, and the server there goes on")
    func taken() async throws {
        try await withTestServer { path, _ in
            let second = try newServer()
            await #expect(throws: VarlinkServerError.pathTaken(path: path)) { try await second.start(unixSocket: path) }
            try await expectServed(path)
        }
    }

    @Test("a path taken by a live server of another kind is refused")
    func takenByOther() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let other = try RawSocket.bound(to: path)
            let server = try newServer()
            await #expect(throws: VarlinkServerError.pathTaken(path: path)) { try await server.start(unixSocket: path) }
            async let accepted = other.accept()
            _ = try RawSocket.connecting(to: path)
            _ = try await accepted
            #expect(!FileManager.default.fileExists(atPath: path + ".lock"))
        }
    }

    @Test("a socket and a lock left by a dead server are taken over")
    func dead() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            _ = try RawSocket.bound(to: path)
            #expect(FileManager.default.createFile(atPath: path + ".lock", contents: nil))
            let server = try newServer()
            try await server.start(unixSocket: path)
            try await expectServed(path)
            await server.stop()
        }
    }

    @Test("of servers started at the same time on a dead socket exactly one gets the path")
    func race() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            _ = try RawSocket.bound(to: path)
            let servers = try (0..<8).map { _ in try newServer() }
            let started = await withTaskGroup { group in
                for server in servers { group.addTask { (try? await server.start(unixSocket: path)) != nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(started == 1)
            try await expectServed(path)
            for server in servers { await server.stop() }
        }
    }

    @Test("what is not a socket is left alone")
    func notASocket() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            try "precious".write(toFile: path, atomically: false, encoding: .utf8)
            let server = try newServer()
            await #expect(throws: VarlinkServerError.notASocket(path: path)) {
                try await server.start(unixSocket: path)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        }
    }

    @Test("a path longer than the system allows is refused, one that just fits is served")
    func pathLength() async throws {
        try await withSocketDirectory { directory in
            let fits = directory + "/" + String(repeating: "s", count: 107 - directory.utf8.count - 1)
            let server = try newServer()
            await #expect(throws: VarlinkServerError.pathTooLong(path: fits + "s")) {
                try await server.start(unixSocket: fits + "s")
            }
            try await server.start(unixSocket: fits)
            try await expectServed(fits)
            await server.stop()
        }
    }

    @Test("a directory that does not exist is told with the path and the reason")
    func noDirectory() async throws {
        let error = await #expect(throws: VarlinkServerError.self) {
            try await newServer().start(unixSocket: "/nonexistent/pibd/s")
        }
        #expect(error?.description.contains("/nonexistent/pibd/s") == true)
        #expect(error?.description.contains("No such file or directory") == true)
    }

    @Test("stopping removes the socket and its lock, ends connections and cancels calls")
    func stop() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let service = try TestService()
            let server = try makeServer(service)
            try await server.start(unixSocket: path)
            let client = try await VarlinkClient.connect(unixSocket: path)
            let hanging = Task { try await client.call("io.pibd.Test.Hang", JSONValue.object([:])) as JSONValue }
            #expect(await service.events.first() == .hanging)
            await server.stop()
            #expect(await service.events.first() == .cancelled)
            await #expect(throws: VarlinkConnectionError.closed(path: path)) { try await hanging.value }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
            await #expect(throws: VarlinkConnectionError.notFound(path: path)) {
                try await VarlinkClient.connect(unixSocket: path)
            }
        }
    }

    @Test("stopping does not remove a socket that somebody else has put in the place")
    func replaced() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let server = try newServer()
            try await server.start(unixSocket: path)
            try FileManager.default.removeItem(atPath: path)
            let other = try RawSocket.bound(to: path)
            await server.stop()
            #expect(FileManager.default.fileExists(atPath: path))
            withExtendedLifetime(other) {}
        }
    }

    @Test("the socket has the permissions asked for, whatever the umask", arguments: [0o666, 0o600] as [UInt32])
    func mode(mode: UInt32) async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let server = try newServer()
            try await server.start(unixSocket: path, mode: mode)
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(permissions?.uint32Value == mode)
            await server.stop()
        }
    }

    @Test("a socket handed over by the service manager is served and not removed")
    func inherited() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            let manager = try RawSocket.bound(to: path)
            let handedOver = dup(manager.descriptor)
            let server = try newServer()
            try await server.start(inheritedDescriptor: handedOver)
            try await expectServed(path)
            await server.stop()
            #expect(FileManager.default.fileExists(atPath: path))
            withExtendedLifetime(manager) {}
        }
    }

    @Test("a descriptor that is no listening Unix socket is refused")
    func badDescriptor() async throws {
        try await withSocketDirectory { directory in
            let bound = try RawSocket.bound(to: directory + "/s", listening: false)
            let file = open("/dev/null", O_RDONLY)
            defer { close(file) }
            for descriptor in [bound.descriptor, file, -1] {
                await #expect(throws: VarlinkServerError.unusableDescriptor(descriptor)) {
                    try await newServer().start(inheritedDescriptor: descriptor)
                }
            }
            withExtendedLifetime(bound) {}
        }
    }

    @Test("a server is started once")
    func twice() async throws {
        try await withSocketDirectory { directory in
            let server = try newServer()
            try await server.start(unixSocket: directory + "/s")
            await #expect(throws: VarlinkServerError.alreadyStarted) {
                try await server.start(unixSocket: directory + "/t")
            }
            await server.stop()
        }
    }
}
