import FaultScripts
import Foundation
import Testing
import Transports

@testable import DeviceEmulation

@Suite("Serving emulated boards", .timeLimit(.minutes(1)))
struct EmulatorHostTests {
    private static func bench(_ kind: FaultKind, duration: Double? = nil, after operations: Int = 1) throws -> HostBench
    {
        let fault = try Fault(kind, duration: duration)
        return try HostBench(faults: [ScheduledFault(fault, trigger: .afterOperations(operations))])
    }

    @Test("requests are answered in order, for one client after the other")
    func answering() async throws {
        let bench = try HostBench()
        for _ in 0..<2 {
            let client = try await bench.client()
            try await client.send("a", "b", "c")
            #expect(try await [client.line(), client.line(), client.line()] == ["<a>", "<b>", "<c>"])
            await client.stream.close()
        }
        #expect(await bench.host.operationCount == 6)
        try await bench.stop()
    }

    @Test("when it ends its link is gone and its clients are hung up")
    func stopping() async throws {
        let bench = try HostBench()
        let client = try await bench.client()
        _ = try await client.ask("a")
        try await bench.stop()
        await client.stream.waitForHangUp()
        #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: bench.path)) == nil)
    }

    @Test("over TCP one client is served, then the next; the port stays")
    func tcp() async throws {
        let link = try await TCPLink(port: 0)
        let host = EmulatorHost(board: ScriptedBoard(), link: link)
        let running = Task { try await host.run() }
        let address = try StreamAddress(await link.address)
        guard case .tcp(let name, let port) = address else {
            Issue.record("\(address) is no TCP address")
            return
        }
        for _ in 0..<3 {
            let stream = try await DescriptorStream.connect(host: name, port: port, deadline: .now + HostBench.patience)
            let client = Client(stream: stream)
            #expect(try await client.ask("a") == "<a>")
            await stream.close()
        }
        running.cancel()
        try await running.value
    }

    @Test("a reply that is dropped never comes; the request was carried out")
    func dropReply() async throws {
        let bench = try Self.bench(.dropReply)
        let client = try await bench.client()
        try await client.send("a", "b", "c")
        #expect(try await [client.line(), client.line()] == ["<a>", "<c>"])
        #expect(await bench.board.received == 3)
        try await bench.stop()
    }

    @Test("a reply that is doubled comes twice")
    func duplicateReply() async throws {
        let bench = try Self.bench(.duplicateReply)
        let client = try await bench.client()
        try await client.send("a", "b", "c")
        let lines = try await [client.line(), client.line(), client.line(), client.line()]
        #expect(lines == ["<a>", "<b>", "<b>", "<c>"])
        try await bench.stop()
    }

    @Test("a late reply is overtaken by those behind it, a delayed one is not")
    func lateAndDelayed() async throws {
        for (kind, expected) in [(FaultKind.lateReply, ["<a>", "<c>", "<b>"]), (.delayReply, ["<a>", "<b>", "<c>"])] {
            let bench = try Self.bench(kind, duration: 0.2)
            let client = try await bench.client()
            let start = ContinuousClock.now
            try await client.send("a", "b", "c")
            let lines = try await [client.line(), client.line(), client.line()]
            #expect(lines == expected)
            #expect(ContinuousClock.now - start >= .milliseconds(190))
            try await bench.stop()
        }
    }

    @Test("a stalled board answers when the stall is over, or is cleared")
    func stall() async throws {
        let bench = try Self.bench(.stall, duration: 0.3)
        let client = try await bench.client()
        let start = ContinuousClock.now
        try await client.send("a", "b")
        #expect(try await [client.line(), client.line()] == ["<a>", "<b>"])
        #expect(ContinuousClock.now - start >= .milliseconds(290))
        try await bench.host.inject(ScheduledFault(Fault(.stall, duration: 1000)))
        try await client.send("c")
        await bench.host.clearFaults()
        _ = try await client.line()
        #expect(await bench.board.forgotten == 1)
        try await bench.stop()
    }

    @Test("a dropped link hangs the client up, takes the node away, and gives it back")
    func dropLink() async throws {
        let bench = try Self.bench(.dropLink, duration: 0.2)
        let client = try await bench.client()
        #expect(try await client.ask("a") == "<a>")
        try await client.send("b")
        await client.stream.waitForHangUp()
        #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: bench.path)) == nil)
        await bench.board.waitForConnection(2)
        let next = try await bench.client()
        #expect(try await next.ask("c") == "<c>")
        #expect(await bench.board.received == 3)
        try await bench.stop()
    }

    @Test("a link fault whose time has come happens without an operation")
    func idleLoss() async throws {
        let bench = try HostBench(faults: [
            ScheduledFault(Fault(.dropLink, duration: 0.1), trigger: .atSeconds(0.1))
        ])
        let client = try await bench.client()
        await client.stream.waitForHangUp()
        await bench.board.waitForConnection(2)
        try await bench.stop()
    }

    @Test("another serial number comes with a new link, a restart takes the reply along")
    func deviceFaults() async throws {
        let bench = try Self.bench(.wrongSerial)
        let client = try await bench.client()
        try await client.send("a", "b")
        await client.stream.waitForHangUp()
        #expect(await bench.board.shown == [Fault(.wrongSerial)])
        try await bench.stop()
        let restarting = try Self.bench(.brownOut)
        let other = try await restarting.client()
        try await other.send("a", "b")
        #expect(try await [other.line(), other.line()] == ["<a>", "!brown-out"])
        #expect(try await other.ask("c") == "<c>")
        try await restarting.stop()
    }

    @Test(
        "what trips, and what the cells suffer, is shown by the board after the reply",
        arguments: [FaultKind.overCurrent, .overTemperature, .stuckCells, .deadOutputs, .drift, .droppedFrame])
    func boardFaults(kind: FaultKind) async throws {
        let bench = try Self.bench(kind)
        let client = try await bench.client()
        try await client.send("a", "b")
        #expect(try await [client.line(), client.line(), client.line()] == ["<a>", "<b>", "!\(kind.rawValue)"])
        #expect(await bench.board.shown == [Fault(kind)])
        try await bench.stop()
    }

    @Test("faults are injected, listed and cleared while it runs")
    func injecting() async throws {
        let bench = try HostBench()
        let client = try await bench.client()
        #expect(try await bench.host.inject(ScheduledFault(Fault(.duplicateReply))) == 1)
        #expect(try await client.ask("a") == "<a>")
        #expect(try await client.line() == "<a>")
        #expect(await bench.host.faults.map(\.happened) == [1])
        #expect(await bench.host.clearFaults() == 1)
        try await bench.stop()
    }

    @Test("a paced line carries the same bytes")
    func paced() async throws {
        let bench = try HostBench(rate: LineRate(baudRate: 115_200))
        let client = try await bench.client()
        let word = String(repeating: "x", count: 200)
        let start = ContinuousClock.now
        #expect(try await client.ask(word) == "<\(word)>")
        // 201 bytes there and 203 back at 11 520 bytes/s; how much longer it takes is the machine's affair.
        #expect(ContinuousClock.now - start >= .milliseconds(33))
        try await bench.stop()
    }

    @Test("the wire log has one line a message, with its direction and its bytes")
    func log() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "wire-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try WireLog(path: path, messageEnd: UInt8(ascii: "\n"))
        let bench = try HostBench(log: log)
        let client = try await bench.client()
        _ = try await client.ask("ab")
        _ = try await client.ask("c")
        try await bench.stop()
        await log.close()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ")
        }
        #expect(
            lines.map { $0.dropFirst().joined(separator: " ") } == ["> 61620a", "< 3c61623e0a", "> 630a", "< 3c633e0a"])
        let times = lines.compactMap { Double($0[0]) }
        #expect(times.count == 4 && times == times.sorted())
    }
}
