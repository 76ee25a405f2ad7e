import ControlInterface
import ControlServer
import Foundation
import Testing

@Suite("Varlink calls", .timeLimit(.minutes(1)))
struct VarlinkCallTests {
    private let echo = "io.pibd.Test.Echo"

    @Test("a call is answered with what was sent, large tensors and every float bit included")
    func echoes() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let tensor = String(repeating: "AACAPwAAAEA", count: 64 * 784 / 2)
            let value: JSONValue = [
                "value": ["t": .string(tensor), "x": 0.1, "n": 9_007_199_254_740_992, "s": "é\n\0"]
            ]
            #expect(try await client.call(echo, value, returning: JSONValue.self) == value)
        }
    }

    @Test("calls made at the same time each get their own answer")
    func concurrent() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            try await withThrowingTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        let value: JSONValue = ["value": ["n": .int(Int64(number))]]
                        let reply: JSONValue = try await client.call(echo, value)
                        #expect(reply == value)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("pipelined calls are answered in order, one that fails among them")
    func pipelined() async throws {
        try await withTestServer { path, _ in
            let socket = try RawSocket.connecting(to: path)
            let calls = (0..<100).map { #"{"method":"io.pibd.Test.Echo","parameters":{"value":{"n":\#($0)}}}"# + "\0" }
            try await socket.send(calls.joined() + "{\"method\":\"io.pibd.Test.Refuse\"}\0" + calls[7])
            for number in 0..<100 {
                #expect(try await socket.message() == #"{"parameters":{"value":{"n":\#(number)}}}"#)
            }
            #expect(try await socket.message()?.contains("io.pibd.Test.Refused") == true)
            #expect(try await socket.message() == #"{"parameters":{"value":{"n":7}}}"#)
        }
    }

    @Test("a call may arrive byte by byte")
    func fragments() async throws {
        try await withTestServer { path, _ in
            let socket = try RawSocket.connecting(to: path)
            for character in "{\"method\":\"io.pibd.Test.Count\",\"parameters\":{\"to\":1}}\0" {
                try await socket.send(String(character))
            }
            #expect(try await socket.message() == #"{"parameters":{"number":1}}"#)
        }
    }

    @Test("a stream yields every reply in order and ends; the connection goes on")
    func streams() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            var numbers: [Int] = []
            let replies = client.stream("io.pibd.Test.Count", ["to": 1000], returning: TestService.Count.self)
            for try await reply in replies {
                numbers.append(reply.number)
            }
            #expect(numbers == Array(1...1000))
            #expect(try await client.call("io.pibd.Test.Count", ["to": 1]) == TestService.Count(number: 1))
        }
    }

    @Test("streams made at the same time on one connection come one after the other")
    func twoStreams() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let first = client.stream("io.pibd.Test.Count", ["to": 100], returning: TestService.Count.self)
            let second = client.stream("io.pibd.Test.Count", ["to": 200], returning: TestService.Count.self)
            async let firstCount = first.reduce(0) { count, _ in count + 1 }
            async let secondCount = second.reduce(0) { count, _ in count + 1 }
            #expect(try await (firstCount, secondCount) == (100, 200))
        }
    }

    @Test("several replies to a call without more are refused with ExpectedMore")
    func expectedMore() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let error = await #expect(throws: VarlinkError.self) {
                try await client.call("io.pibd.Test.Count", ["to": 5], returning: JSONValue.self)
            }
            #expect(error?.name == "org.varlink.service.ExpectedMore")
        }
    }

    @Test("a oneway call gets no reply, not even an error, and is carried out though the client leaves at once")
    func oneway() async throws {
        try await withTestServer { path, service in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send("{\"method\":\"io.pibd.Test.Refuse\",\"oneway\":true}\0")
            try await socket.send("{\"method\":\"io.pibd.Test.Count\",\"parameters\":{\"to\":1}}\0")
            #expect(try await socket.message() == #"{"parameters":{"number":1}}"#)

            let client = try await VarlinkClient.connect(unixSocket: path)
            try await client.callOneway("io.pibd.Test.Note", ["text": "bye"])
            await client.close()
            #expect(await service.events.first() == .noted("bye"))
        }
    }

    @Test("a oneway call behind one that is cancelled by the client's leaving is still carried out")
    func onewayBehindHanging() async throws {
        try await withTestServer { path, service in
            try await {
                let socket = try RawSocket.connecting(to: path)
                try await socket.send("{\"method\":\"io.pibd.Test.Hang\"}\0")
                #expect(await service.events.first() == .hanging)
                try await socket.send(
                    "{\"method\":\"io.pibd.Test.Crash\"}\0"
                        + "{\"method\":\"io.pibd.Test.Note\",\"parameters\":{\"text\":\"bye\"},\"oneway\":true}\0")
            }()
            #expect(await service.events.first() == .cancelled)
            #expect(await service.events.first() == .noted("bye"))
        }
    }

    @Test("the service knows its peer: user, group, process and supplementary groups")
    func peer() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let identity: TestService.Identity = try await client.call("io.pibd.Test.WhoAmI", JSONValue.object([:]))
            #expect(identity.uid == getuid())
            #expect(identity.gid == getgid())
            #expect(identity.pid == getpid())
            var groups = [gid_t](repeating: 0, count: Int(getgroups(0, nil)))
            #expect(getgroups(Int32(groups.count), &groups) == groups.count)
            #expect(Set(identity.groups).subtracting([0]) == Set(groups).subtracting([0]))
        }
    }

    @Test("membership is by effective and by supplementary group")
    func membership() {
        let peer = VarlinkPeer(uid: 1, gid: 2, pid: 3, supplementaryGroups: [4, 5])
        #expect([2, 4, 5].allSatisfy(peer.isMember(ofGroup:)))
        #expect(!peer.isMember(ofGroup: 1) && !peer.isMember(ofGroup: 0))
        #expect(VarlinkPeer.groupID(named: "root") == 0)
        #expect(VarlinkPeer.groupID(named: "no such group") == nil)
    }
}
