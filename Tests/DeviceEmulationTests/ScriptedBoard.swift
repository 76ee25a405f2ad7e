import DeviceEmulation
import FaultScripts
import Foundation
import Transports

/// A board that answers each line `x` with `<x>` and a line end, and remembers what it was shown.
actor ScriptedBoard: EmulatedBoard {
    nonisolated let messageEnd: UInt8? = UInt8(ascii: "\n")
    private(set) var shown: [Fault] = []
    private(set) var received = 0
    private(set) var forgotten = 0
    private var pending: [UInt8] = []
    private var connections = 0
    private var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func connected(at seconds: Double) {
        connections += 1
        for waiter in waiters where waiter.count <= connections { waiter.continuation.resume() }
        waiters.removeAll { $0.count <= connections }
    }

    func disconnected(at seconds: Double) { pending = [] }

    /// Returns once a client has come for the `count`th time.
    func waitForConnection(_ count: Int) async {
        guard connections < count else { return }
        await withCheckedContinuation { waiters.append((count, $0)) }
    }

    func receive(_ bytes: [UInt8], at seconds: Double) -> [EmulatedReply] {
        pending += bytes
        var replies: [EmulatedReply] = []
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            received += 1
            replies.append(EmulatedReply(bytes: Array("<".utf8) + pending[..<end] + Array(">\n".utf8)))
            pending.removeFirst(end + 1)
        }
        return replies
    }

    func tick(at seconds: Double) -> [EmulatedReply] { [] }

    func show(_ fault: Fault, at seconds: Double) -> [EmulatedReply] {
        shown.append(fault)
        return [EmulatedReply(bytes: Array("!\(fault.kind.rawValue)\n".utf8), answersRequest: false)]
    }

    func forgetFaults() { forgotten += 1 }
}

/// An emulator that is served while a test runs.
struct HostBench {
    /// No test waits for longer.
    static let patience = Duration.seconds(20)

    let board = ScriptedBoard()
    let host: EmulatorHost
    let path: String
    private let running: Task<Void, any Error>

    init(faults: [ScheduledFault] = [], rate: LineRate? = nil, log: WireLog? = nil) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "board-\(UUID().uuidString)").path
        host = EmulatorHost(
            board: board, link: try PseudoTerminalLink(path: path), faults: try FaultSchedule(faults), rate: rate,
            log: log)
        running = Task { [host] in try await host.run() }
    }

    func client() async throws -> Client {
        Client(stream: try await DescriptorStream.openTerminal(path: path, deadline: .now + Self.patience))
    }

    /// Ends the emulator; the link is gone afterwards.
    func stop() async throws {
        running.cancel()
        try await running.value
    }
}

/// What a driver does on the other end.
actor Client {
    let stream: any ByteStream
    private var pending: [UInt8] = []

    init(stream: any ByteStream) { self.stream = stream }

    func send(_ lines: String...) async throws {
        for line in lines { try await stream.write(Array("\(line)\n".utf8), deadline: .now + HostBench.patience) }
    }

    /// The next line. Throws `ByteStreamError`.
    func line(within patience: Duration = HostBench.patience) async throws -> String {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeFirst(end + 1) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            pending += try await stream.read(upTo: 4096, deadline: .now + patience)
        }
    }

    func ask(_ line: String) async throws -> String {
        try await send(line)
        return try await self.line()
    }
}
