import ControlInterface
import ControlServer
import Foundation

/// A service whose methods behave and misbehave on demand, and tell of it as events.
struct TestService: VarlinkService {
    enum Event: Sendable, Equatable {
        case hanging
        case cancelled
        case noted(String)
        case floodEnded(replies: Int, disconnected: Bool)
    }

    static let interface = """
        interface io.pibd.Test
        method Echo(value: object) -> (value: object)
        method Count(to: int) -> (number: int)
        method Flood() -> (text: string)
        method Hang() -> ()
        method Note(text: string) -> ()
        method WhoAmI() -> (uid: int, gid: int, pid: int, groups: []int)
        method Refuse() -> ()
        method Crash() -> ()
        method Silent() -> ()
        method NaN() -> (value: float)
        method Twice() -> ()
        method Unfinished() -> ()
        error Refused (message: string, remedy: string)
        """

    struct Count: Codable, Equatable {
        var number: Int
    }

    struct Identity: Codable {
        var uid: UInt32
        var gid: UInt32
        var pid: Int32
        var groups: [UInt32]
    }

    struct Crash: Error {}

    let interfaces: [VarlinkInterfaceDescription]
    let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation

    init() throws {
        interfaces = [try VarlinkInterfaceDescription(parsing: Self.interface)]
        (events, send) = AsyncStream.makeStream()
    }

    func handle(_ call: VarlinkCall) async throws {
        switch call.method {
        case "io.pibd.Test.Echo": try await call.reply(call.parameters)
        case "io.pibd.Test.Count": try await count(call)
        case "io.pibd.Test.Flood": await flood(call)
        case "io.pibd.Test.Hang": try await hang(call)
        case "io.pibd.Test.Note": try await note(call)
        case "io.pibd.Test.WhoAmI":
            let peer = call.peer
            let groups = peer.supplementaryGroups.sorted()
            try await call.reply(Identity(uid: peer.uid, gid: peer.gid, pid: peer.pid, groups: groups))
        case "io.pibd.Test.Refuse":
            throw VarlinkError(name: "io.pibd.Test.Refused", parameters: ["message": "too hot", "remedy": "wait"])
        case "io.pibd.Test.Crash": throw Crash()
        case "io.pibd.Test.Silent": return
        case "io.pibd.Test.NaN": try await call.reply(["value": Double.nan])
        case "io.pibd.Test.Unfinished": try await call.reply(JSONValue.object([:]), continues: true)
        case "io.pibd.Test.Twice":
            try await call.reply(JSONValue.object([:]))
            try await call.reply(JSONValue.object([:]))
        default: throw VarlinkError.methodNotImplemented(call.method)
        }
    }

    private func count(_ call: VarlinkCall) async throws {
        let last = try call.decode([String: Int].self)["to"] ?? 0
        for number in 1..<max(last, 1) { try await call.reply(Count(number: number), continues: true) }
        try await call.reply(Count(number: last))
    }

    /// Replies without end, until a reply fails.
    private func flood(_ call: VarlinkCall) async {
        let text = ["text": String(repeating: "x", count: 64 << 10)]
        var replies = 0
        do {
            while true {
                try await call.reply(text, continues: true)
                replies += 1
            }
        } catch {
            send.yield(.floodEnded(replies: replies, disconnected: error is VarlinkDisconnected))
        }
    }

    /// Does not return before it is cancelled.
    private func hang(_ call: VarlinkCall) async throws {
        let forever = AsyncStream<Never>.makeStream()
        send.yield(.hanging)
        for await _ in forever.stream {}
        withExtendedLifetime(forever.continuation) {}
        send.yield(.cancelled)
        throw CancellationError()
    }

    private func note(_ call: VarlinkCall) async throws {
        let text = try call.decode([String: String].self)["text"] ?? ""
        // A oneway call is carried out also when its client has long gone.
        send.yield(Task.isCancelled ? .cancelled : .noted(text))
        try await call.reply(JSONValue.object([:]))
    }
}

extension AsyncStream where Element: Sendable {
    /// The next element. The tests' time limit bounds the wait.
    func first() async -> Element? {
        for await element in self { return element }
        return nil
    }
}
