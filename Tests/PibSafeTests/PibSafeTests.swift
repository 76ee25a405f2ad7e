import EnergisedDevices
import Foundation
import Testing
import Transports
import WireMonitor

@Suite("pib-safe", .serialized)
struct PibSafeTests {
    @Test("has nothing to do where nothing is energised, and says so")
    func nothing() async throws {
        try await withList { list in
            let missing = try await PibSafeRun([list.directory])
            #expect(missing.status == 0)
            #expect(missing.lines == ["nothing to do: no energised devices in \(list.directory)"])
            try FileManager.default.createDirectory(atPath: list.directory, withIntermediateDirectories: true)
            #expect(try await PibSafeRun([list.directory]).status == 0)
        }
    }

    @Test("sends the board's safe state, waits for the answer and strikes the board out")
    func confirmed() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record())
            let run = try await serving(board) { try await PibSafeRun([list.directory]) }
            #expect(run.status == 0 && run.lines.count == 1)
            #expect(run.lines.first?.hasPrefix("board: safe: confirmed after ") == true)
            #expect(try await list.entries().isEmpty)
            #expect(await board.received == TestBoard.send)
        }
    }

    @Test("what it sends makes an armed board safe in the eyes of the wire monitor")
    func monitored() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record())
            _ = try await serving(board) { try await PibSafeRun([list.directory]) }
            var monitor = WireMonitor(
                limits: MonitorLimits(
                    readMicrovolts: 0, setMillivolts: 0...0, resetMillivolts: 0...0, widthNanoseconds: 0...0,
                    pulsesPerRequest: 0))
            monitor.hostSent(WireFrame(0x06, id: 1, payload: [1]).bytes + [9, 9], at: 0)
            monitor.boardSent(WireFrame(0x86, id: 1, payload: [1]).bytes, at: 0)
            monitor.hostDied(at: 0)
            monitor.hostSent(await board.received, at: 0.1)
            monitor.boardSent(TestBoard.answer, at: 0.1)
            #expect(!monitor.isEnergised && monitor.violations.isEmpty)
        }
    }

    @Test("finds the answer behind earlier ones, and asks again when the first request is lost")
    func laterAnswer() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record())
            let earlier = WireFrame(0x91, id: 7, payload: [UInt8](repeating: 3, count: 3000)).bytes
            let run = try await serving(
                board, { $0 == 0 ? [] : $0 == 1 ? earlier : earlier + TestBoard.answer },
                { try await PibSafeRun([list.directory]) })
            #expect(run.status == 0)
            #expect(await board.requests == 3)
        }
    }

    @Test("a board that never answers, or answers something else, is reported and stays listed")
    func silent() async throws {
        let busy = WireFrame(0x85, id: 0xFFFF, status: 8).bytes
        for (reply, message) in [([], "no answer from"), (busy, "but not the answer that confirms it")] {
            try await withList { list in
                let board = try TestBoard()
                try await list.enter(board.record())
                let run = try await serving(board, { _ in reply }, { try await PibSafeRun([list.directory]) })
                #expect(run.status == 1)
                #expect(run.lines.first?.hasPrefix("board: not safe: ") == true)
                #expect(run.lines.first?.contains(message) == true)
                #expect(run.lines.first?.contains("switch off its supply by hand") == true)
                #expect(try await list.entries().count == 1)
            }
        }
    }

    @Test("a board that never stops talking is given up, too")
    func chatter() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record())
            let chatter = Task {
                let bytes = [UInt8](repeating: 36, count: 512)
                while (try? await board.pair.master.write(bytes, deadline: .now + .seconds(9))) != nil {}
            }
            let run = try await serving(board, { _ in [] }, { try await PibSafeRun([list.directory]) })
            chatter.cancel()
            #expect(run.status == 1)
        }
    }

    @Test("a device that gives no answer is told, and struck out")
    func noAnswer() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record(expect: nil))
            let run = try await serving(board, { _ in [] }, { try await PibSafeRun([list.directory]) })
            #expect(run.status == 0 && run.lines == ["board: safe: was told to; it gives no answer"])
            #expect(try await list.entries().isEmpty)
            #expect(await board.received == TestBoard.send)
        }
    }

    @Test("a node that is missing, and a board that hangs up, are reported and stay listed")
    func gone() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record("hangs-up"))
            try await list.enter(
                EnergisedDevice(
                    id: "missing", address: .serialPort(path: "/dev/ttyACM987"), send: [0], expect: [0]))
            let hangUp = Task {
                _ = try? await board.pair.master.read(upTo: 1, deadline: .now + .seconds(20))
                await board.pair.close()
            }
            let run = try await PibSafeRun([list.directory])
            await hangUp.value
            #expect(run.status == 1)
            #expect(run.lines.count == 2 && run.lines.allSatisfy { $0.contains(": not safe: ") })
            #expect(try await list.entries().count == 2)
        }
    }

    @Test("a port that somebody else holds is tried until it is free")
    func held() async throws {
        try await withList { list in
            let board = try TestBoard()
            try await list.enter(board.record())
            let holder = try await DescriptorStream.openTerminal(path: board.pair.path)
            let (denied, granted) = try await serving(board) {
                let denied = try await PibSafeRun([list.directory])
                async let granted = PibSafeRun([list.directory])
                await holder.close()
                return (denied, try await granted)
            }
            #expect(granted.status == 0)
            #expect(denied.status == 1)
            #expect(denied.lines.first?.contains("another opener holds it") == true)
        }
    }

    @Test("a bad record is reported, and keeps no other device from being made safe")
    func badRecord() async throws {
        try await withList { list in
            let boards = [try TestBoard(), try TestBoard(), try TestBoard()]
            for (index, board) in boards.enumerated() { try await list.enter(board.record("board-\(index)")) }
            try Data("nonsense".utf8).write(to: URL(filePath: list.directory + "/bad\u{1B}.energised"))
            let run = try await serving(boards[0]) {
                try await serving(boards[1]) {
                    try await serving(boards[2]) { try await PibSafeRun([list.directory]) }
                }
            }
            #expect(run.status == 1 && run.lines.count == 4)
            #expect(run.lines.filter { $0.contains(": safe: confirmed") }.count == 3)
            #expect(run.lines.contains { $0.hasPrefix("bad.energised: not safe: the record cannot be used") })
            #expect(try await list.entries().count == 1)
        }
    }

    @Test("finds its list by the service's runtime directory")
    func runtimeDirectory() async throws {
        try await withList { list in
            let folder = URL(filePath: list.directory).deletingLastPathComponent().appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: folder) }
            let run = try await PibSafeRun([], environment: ["RUNTIME_DIRECTORY": folder.path])
            #expect(run.lines == ["nothing to do: no energised devices in \(folder.path)/energised"])
        }
    }

    @Test("wrong arguments are refused with the usage", arguments: [["a", "b"], ["--all"]])
    func usage(arguments: [String]) async throws {
        let run = try await PibSafeRun(arguments)
        #expect(run.status == 2 && run.lines.first == "usage: pib-safe [DIRECTORY]")
    }
}
