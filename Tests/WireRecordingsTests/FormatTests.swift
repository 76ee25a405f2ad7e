import Foundation
import Matrices
import PhysicalDevices
import Testing
import Transports

@testable import WireRecordings

@Suite("Recording format")
struct FormatTests {
    private static func file(_ lines: String..., end: String = "\n") throws -> [UInt8] {
        [UInt8](([try RecordingHeader.sample().line()] + lines).joined(separator: "\n").utf8) + [UInt8](end.utf8)
    }

    private static let open = #"{"t":0,"kind":"open","stream":1,"address":"pair"}"#

    private static func reading(_ parameters: String) -> String {
        #"{"t":0,"kind":"begin","operation":1,"name":"read-conductances","parameters":{\#(parameters)}}"#
    }

    private static func failure(_ bytes: [UInt8]) -> RecordingError? {
        do {
            _ = try Recording(parsing: bytes)
            return nil
        } catch {
            return error as? RecordingError
        }
    }

    @Test("the example of the manual is read as it says")
    func example() throws {
        let bytes = try Self.file(
            Self.open, #"{"t":0.5,"kind":"out","stream":1,"bytes":"00ff7A"}"#,
            #"{"t":0.75,"kind":"in","stream":1,"bytes":""}"#, #"{"t":1,"kind":"finish","reason":"asked for"}"#)
        let recording = try Recording(parsing: bytes)
        #expect(recording.header == .sample())
        #expect(recording.remark == nil)
        guard case .sent(1, [0, 255, 0x7A]) = recording.records[1].event else {
            Issue.record("\(recording.records[1])")
            return
        }
        #expect(recording.records[1].seconds == 0.5)
    }

    @Test("every operation comes back with every bit of its parameters")
    func operations() throws {
        let block = CellBlock(tile: 3, rows: 1..<3, columns: 4..<8)
        let values = Matrix<Float>(rows: 2, columns: 4, elements: [0, 1, -1, .pi, 1e-30, -0.0, 0.1, 3e38])
        let shape = PulseShape(setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.1), width: TimeSpan(9e-8))
        let operations: [DeviceOperation] = [
            .open, .close, .safeState, .conductances(block), .other("characterise"),
            .process(
                DriveRequest(
                    block: block, drive: Matrix(rows: 4, columns: 2, elements: values.elements), gain: 0.1,
                    fullScale: Voltage(1.0 / 3))),
            .program(PulseMap(block: block, counts: [1, -128, 127, 0, 5, 6, 7, 8], shape: shape)),
            .programTargets(TargetMap(block: block, targets: values)),
            .hold(BiasRequest(tile: 1, rows: 0..<2, voltages: [Voltage(0.1), Voltage(-0.2)])),
        ]
        for operation in operations {
            let line = try WireRecord(seconds: 1, event: .began(operation: 1, operation)).line()
            let read = try WireRecord(line: line.utf8, number: 2)
            #expect(try read.line() == line)
            guard case .began(1, let back) = read.event else {
                Issue.record("\(line)")
                continue
            }
            #expect(back.name == operation.name)
            if case .program(let map) = back { #expect(map.shape == shape && map.counts[1] == -128) }
            if case .programTargets(let map) = back { #expect(map.targets == values) }
            if case .process(let request) = back { #expect(request.fullScale.value == 1.0 / 3 && request.gain == 0.1) }
        }
    }

    @Test("every outcome comes back with every bit of its values")
    func outcomes() throws {
        let values = Matrix<Float>(rows: 1, columns: 3, elements: [0.1, -3, 1e-12])
        let error = DeviceError(
            .timedOut, "no answer", remedy: "Wait.", device: "board", operation: "process", hardwareState: .unknown)
        let outcomes: [RecordedOutcome] = [
            .returned(.done), .returned(.conductances(values)), .threw(RecordedFault(error)),
            .returned(.opened(DeviceIdentity(vendor: "v", model: "m", serial: "s", firmware: ""))),
            .returned(.measured(Measured(outputs: values, saturatedFraction: 0.1, duration: TimeSpan(0.2)))),
            .returned(.programmed(ProgramReport(applied: 4, refusedCells: 1, duration: TimeSpan(0.3)))),
        ]
        for outcome in outcomes {
            let line = try WireRecord(seconds: 1, event: .ended(operation: 1, outcome)).line()
            guard case .ended(1, let back) = try WireRecord(line: line.utf8, number: 2).event else {
                Issue.record("\(line)")
                continue
            }
            #expect(OutcomeComparison.difference(outcome, back) == nil, "\(line)")
        }
        for (left, right) in zip(outcomes, outcomes.dropFirst()) {
            #expect(OutcomeComparison.difference(left, right) != nil)
        }
    }

    @Test("a last line that is cut off is left out, and told")
    func truncated() throws {
        let whole = try Self.file(Self.open, #"{"t":0.5,"kind":"out","stream":1,"bytes":"00"}"#)
        for cut in 1..<40 {
            let recording = try Recording(parsing: Array(whole.dropLast(cut)))
            #expect(recording.records.count == (cut == 1 ? 2 : 1))
            #expect(recording.remark != nil)
        }
    }

    @Test("a file without its last record is told from a complete one")
    func incomplete() throws {
        #expect(try Recording(parsing: try Self.file(Self.open)).remark?.contains("cut off") == true)
        let finish = #"{"t":1,"kind":"finish","reason":"asked for"}"#
        #expect(try Recording(parsing: try Self.file(Self.open, finish)).remark == nil)
    }

    @Test(
        "a line that breaks the format is refused with its number",
        arguments: [
            "", "{}", "[]", "null", "{\"t\":0}", #"{"t":0,"kind":"poke","stream":1}"#,
            #"{"t":0,"kind":"out","stream":1}"#, #"{"t":0,"kind":"out","stream":1,"bytes":"0"}"#,
            #"{"t":0,"kind":"out","stream":1,"bytes":"0g"}"#, #"{"t":0,"kind":"out","stream":2,"bytes":"00"}"#,
            #"{"t":0,"kind":"out","stream":-1,"bytes":"00"}"#, #"{"t":-1,"kind":"out","stream":1,"bytes":"00"}"#,
            #"{"t":1e999,"kind":"out","stream":1,"bytes":"00"}"#, #"{"t":"0","kind":"out","stream":1,"bytes":"00"}"#,
            #"{"t":0,"kind":"out","stream":1,"bytes":"00","colour":"red"}"#,
            #"{"t":0,"kind":"open","stream":3,"address":"x"}"#, #"{"t":0,"kind":"begin","operation":2,"name":"open"}"#,
            #"{"t":0,"kind":"begin","operation":1,"name":"process"}"#,
            reading(#""tile":0,"rows":[2,1],"columns":[0,1]"#),
            reading(#""tile":0,"rows":[0,99999999999],"columns":[0,1]"#),
            reading(#""tile":0,"rows":[0,1],"columns":[0,1],"x":1"#),
            reading(#""tile":-1,"rows":[0,1],"columns":[0,1]"#),
            #"{"t":0,"kind":"end","operation":1,"result":{}}"#,
            #"{"t":0,"kind":"end","operation":1}"#,
        ])
    func broken(line: String) throws {
        let error = Self.failure(try Self.file(Self.open, line, Self.open))
        #expect(error?.code == .malformed)
        #expect(error?.line == 3)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test("time does not go back, and nothing follows the last record")
    func sequence() throws {
        let late = #"{"t":2,"kind":"hang-up","stream":1}"#
        #expect(Self.failure(try Self.file(Self.open, late, Self.open))?.message == "the time goes back")
        let last = #"{"t":3,"kind":"lost","reason":"too slow"}"#
        let after = #"{"t":4,"kind":"hang-up","stream":1}"#
        #expect(Self.failure(try Self.file(Self.open, last, after))?.line == 4)
        // Also where what follows has no end of line.
        #expect(Self.failure(try Self.file(Self.open, last, after, end: ""))?.line == 4)
        #expect(try Recording(parsing: try Self.file(Self.open, last)).remark == "it ends early: too slow")
    }

    @Test("a file that is no recording is refused without quoting it")
    func garbage() throws {
        let texts = [
            "", "\n", "root:x:0:0:secret:/root:/bin/bash\n", "{\"format\":\"something\",\"version\":1}\n", "\u{0}",
        ]
        for text in texts {
            let error = Self.failure([UInt8](text.utf8))
            #expect(error?.code == .malformed)
            #expect(error?.description.contains("secret") == false)
        }
        let newer = try RecordingHeader.sample().line().replacingOccurrences(of: "\"version\":1", with: "\"version\":2")
        #expect(Self.failure([UInt8]((newer + "\n").utf8))?.code == .unknownVersion)
        let odd = try RecordingHeader.sample().line()
            .replacingOccurrences(of: "\"device\":", with: "\"x\":1,\"device\":")
        #expect(Self.failure([UInt8]((odd + "\n").utf8))?.line == 1)
    }

    @Test("a line without end is refused before it fills the memory")
    func endlessLine() throws {
        var parser = RecordingParser()
        try parser.receive(try Self.file(Self.open))
        let piece = [UInt8](repeating: UInt8(ascii: "0"), count: 1 << 20)
        #expect(throws: RecordingError.self) { for _ in 0..<20 { try parser.receive(piece) } }
    }

    @Test("no mutation of a recording does more than throw", arguments: 0..<4)
    func mutations(part: UInt64) async throws {
        let whole = try await Bench().standardRecording()
        var random = SplitMix(state: part)
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                default: bytes.removeLast(min(place, 200))
                }
            }
            guard let recording = try? Recording(parsing: bytes) else { continue }
            _ = try? ReplayScript(recording, dialect: LineDialect())
        }
    }

    @Test("files are read whole, and what is no file is refused at once")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recording-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.jsonl").path
        let bytes = try await Bench().standardRecording()
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(try await Recording(path: path).records.count == Recording(parsing: bytes).records.count)
        let pipe = folder.appending(path: "pipe").path
        try #require(mkfifo(pipe, 0o600) == 0)
        for wrong in [pipe, folder.path, folder.path + "/none", "/dev/zero"] {
            await #expect(throws: RecordingError.self) { _ = try await Recording(path: wrong) }
        }
    }
}
