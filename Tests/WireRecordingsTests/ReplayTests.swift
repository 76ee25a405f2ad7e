import PhysicalDevices
import Testing
import Transports

@testable import WireRecordings

@Suite("Replay")
struct ReplayTests {
    @Test("the same driver, asked for the same again, agrees with its recording although its nonce differs")
    func equal() async throws {
        let report = try await Bench.replay(try await Bench().standardRecording())
        #expect(report.difference == nil)
        #expect(report.operations == 5)
        #expect(report.messages == 5)
        #expect(report.remarks == [])
    }

    @Test("a changed byte is found at its place and explained in the protocol's terms")
    func changedByte() async throws {
        let recording = try Recording(parsing: try await Bench().standardRecording())
        // "pulse 1 -2 0 3": the 3 becomes a 4.
        let report = try await Bench.replay(recording.changingWrite(2) { $0[13] = UInt8(ascii: "4") })
        let difference = try #require(report.difference)
        #expect(difference.kind == .message)
        #expect(difference.operation == 3)
        #expect(difference.operationWords.hasPrefix("program 6 pulses on tile 0"))
        #expect(difference.message == 3)
        #expect(difference.expected == "\"pulse 1 -2 0 4\"")
        #expect(difference.got == "\"pulse 1 -2 0 3\"")
        #expect(difference.explanation[0] == "value 4: expected 4, got 3")
        #expect(difference.explanation[1] == "expected  ... 31 20 2d 32 20 30 20 34 0a")
        #expect(difference.explanation[2] == "got       ... 31 20 2d 32 20 30 20 33 0a")
        #expect(difference.explanation[3] == "                                   ^^ byte 13 of 15")
        #expect(report.messages == 2)
    }

    @Test("a message that was not recorded, and one that does not come, are differences")
    func moreAndFewer() async throws {
        let bytes = try await Bench().standardRecording()
        let more = try #require(try await Bench.replay(bytes, change: .readsTwice).difference)
        #expect(more.kind == .message)
        #expect(more.message == 3)
        #expect(more.expected.hasPrefix("\"pulse"))
        #expect(more.got.hasPrefix("\"read"))
        let fewer = try #require(try await Bench.replay(bytes, change: .forgetsSafe).difference)
        #expect(fewer.kind == .missingMessage)
        #expect(fewer.operation == 5)
        #expect(fewer.expected == "\"safe\"")
    }

    @Test("a message after the last one recorded on its stream is a difference")
    func extraMessage() async throws {
        let bytes = try await Bench().record { gate, _ in _ = try await gate.process(Bench.drive(1)) }
        let difference = try #require(try await Bench.replay(bytes, change: .readsTwice).difference)
        #expect(difference.kind == .extraMessage)
        #expect(difference.got.hasPrefix("\"read"))
    }

    @Test("another value made of the same bytes is a difference")
    func outcome() async throws {
        let report = try await Bench.replay(try await Bench().standardRecording(), change: .scales)
        let difference = try #require(report.difference)
        #expect(difference.kind == .outcome)
        #expect(difference.operation == 2)
        #expect(difference.expected.hasPrefix("output [0, 0] = 0.49"))
    }

    @Test("an operation that does not end is a difference, in bounded time")
    func hangs() async throws {
        let report = try await Bench.replay(
            try await Bench().standardRecording(), change: .hangs, patience: .milliseconds(200))
        let difference = try #require(report.difference)
        #expect(difference.kind == .unfinished)
        #expect(difference.operation == 2)
        #expect(difference.explanation[0].contains("\"read"))
    }

    @Test("an opening that was not recorded is a difference")
    func opensTwice() async throws {
        let report = try await Bench.replay(try await Bench().standardRecording(), change: .opensTwice)
        #expect(report.difference?.kind == .extraOpening)
    }

    @Test("messages that come when they like are neither compared nor served")
    func incidental() async throws {
        let bench = Bench()
        bench.board.tick()
        let report = try await Bench.replay(try await bench.standardRecording())
        #expect(report.difference == nil)
    }

    @Test("a loss and the return after it are replayed, with the error that was thrown")
    func hangUp() async throws {
        let bench = Bench()
        bench.board.hangUp(at: 3)
        let bytes = try await bench.record { gate, device in
            _ = try await gate.process(Bench.drive(0.5))
            await #expect(throws: DeviceError.self) { _ = try await gate.process(Bench.drive(0.75)) }
            try await bench.open(device)
            _ = try await gate.process(Bench.drive(0.25))
        }
        let recording = try Recording(parsing: bytes)
        #expect(recording.records.contains { if case .hungUp(1) = $0.event { true } else { false } })
        let report = try await Bench.replay(recording)
        #expect(report.difference == nil, "\(String(describing: report.difference))")
        #expect(report.operations == 5)
    }

    @Test("a recording begun in mid-session is not replayed before the next opening")
    func midSession() async throws {
        let bench = Bench()
        let bytes = try await bench.record(opensBefore: true) { gate, _ in
            _ = try await gate.process(Bench.drive(0.5))
        }
        let recording = try Recording(parsing: bytes)
        #expect(recording.header.inSession)
        await #expect(throws: RecordingError.self) { _ = try await Bench.replay(recording) }
        let reopened = try await bench.record(opensBefore: true) { gate, device in
            _ = try await gate.process(Bench.drive(0.5))
            await device.close()
            try await bench.open(device)
            _ = try await gate.process(Bench.drive(0.25))
        }
        let report = try await Bench.replay(reopened)
        #expect(report.difference == nil)
        #expect(report.operations == 2)
        #expect(report.remarks == ["what came before the first opening was left out"])
    }

    @Test("a recording cut off inside an operation is replayed as far as it goes, and the report says so")
    func cutOff() async throws {
        let recording = try Recording(parsing: try await Bench().standardRecording())
        let end = try #require(
            recording.records.lastIndex { if case .sent = $0.event { true } else { false } })
        let cut = Recording(
            header: recording.header, records: Array(recording.records[...end]), remark: "its last line is cut off")
        let report = try await Bench.replay(cut)
        #expect(report.difference == nil)
        #expect(report.messages == 5)
        #expect(report.remarks.count == 2)
        #expect(report.remarks[1].contains("inside operation 5"))
    }

    @Test("what cannot be asked for again ends the comparison, and the report says so")
    func other() async throws {
        let bench = Bench()
        let bytes = try await bench.record { gate, _ in
            _ = try await gate.process(Bench.drive(0.5))
            bench.tap.ended(bench.tap.began("characterise", "something"), .success("something else"))
        }
        let report = try await Bench.replay(bytes)
        #expect(report.difference == nil)
        #expect(report.operations == 2)
        #expect(report.remarks.first?.contains("characterise") == true)
    }
}
