import Matrices
import PhysicalDevices
import Testing
import Transports

@Suite("The tutorial's driver", .timeLimit(.minutes(2))) struct LineBoardTests {
    private static func device(
        _ board: ScriptedLineBoard, patience: Duration = .seconds(20)
    ) -> LineBoard {
        LineBoard(id: "line", patience: patience) { _ in try await board.connect() }
    }

    private static func gate(_ device: LineBoard) async throws -> SafetyGate {
        try await device.open()
        return try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: device.descriptor))
    }

    private static let request = DriveRequest(
        block: CellBlock(tile: 0, rows: 1..<4, columns: 2..<6), drive: Matrix([[0, 0.5, 1], [1, 0, 0]]), gain: 1,
        fullScale: Voltage(1))

    @Test("it conforms")
    func conformance() async {
        let kit = DeviceConformance { Self.device(ScriptedLineBoard()) }
        #expect(await kit.findings() == [])
    }

    @Test("a measurement is the difference of each pair of columns, in units of full drive on full conductance")
    func measurement() async throws {
        let board = ScriptedLineBoard()
        let gate = try await Self.gate(Self.device(board))
        let measured = try await gate.process(Self.request)
        for (vector, drive) in [[0, 100, 200], [200, 0, 0]].enumerated() {
            for output in 0..<2 {
                let column = 2 + 2 * output
                let current = drive.enumerated().reduce(0.0) { sum, input in
                    let row = 1 + input.offset
                    let difference =
                        ScriptedLineBoard.microsiemens(row, column) - ScriptedLineBoard.microsiemens(row, column + 1)
                    return sum + Double(input.element) * difference
                }
                #expect(abs(Double(measured.outputs[vector, output]) - current / 20_000) < 1e-6)
            }
        }
        #expect(await !board.outputsAreOn)
        #expect(measured.saturatedFraction == 0)
    }

    @Test("calls that come at the same time are asked one after the other")
    func lane() async throws {
        let board = ScriptedLineBoard()
        let gate = try await Self.gate(Self.device(board))
        try await withThrowingTaskGroup(of: Measured.self) { group in
            for _ in 0..<8 { group.addTask { try await gate.process(Self.request) } }
            var first: Measured?
            for try await measured in group {
                #expect(measured.outputs == (first ?? measured).outputs)
                first = measured
            }
        }
        let measurements = await board.questions.filter { !$0.hasPrefix("WHO") }
        // Two vectors and the outputs off, never mixed.
        #expect(measurements.dropFirst().enumerated().allSatisfy { ($0.offset % 3 == 2) == ($0.element == "OFF") })
    }

    @Test(
        "a board that fails in the middle is lost, and its outputs unknown",
        arguments: [
            (ScriptedLineBoard.Behaviour.silent(on: "MEASURE"), DeviceError.Code.timedOut),
            (.hangingUp(on: "MEASURE"), .lost), (.answering("MEASURE", with: "1 2 x 4"), .invalidReading),
            (.answering("MEASURE", with: "1 2"), .invalidReading),
        ])
    func failure(behaviour: ScriptedLineBoard.Behaviour, code: DeviceError.Code) async throws {
        // Only silence takes as long as our patience lasts; opening has to be over before that on a busy machine, too.
        let device = Self.device(ScriptedLineBoard(behaviour), patience: .seconds(code == .timedOut ? 2 : 20))
        let gate = try await Self.gate(device)
        let error = await #expect(throws: DeviceError.self) { _ = try await gate.process(Self.request) }
        #expect(error?.code == code)
        #expect(error?.hardwareState == .unknown)
        #expect(await device.state == .lost)
    }

    @Test(
        "what is no such board is refused in bounded time and not driven",
        arguments: [
            ScriptedLineBoard.Behaviour.chattering, .silent(on: "WHO"), .answering("WHO", with: "Acme,GPS-1,7,1"),
            .hangingUp(on: "WHO"),
        ])
    func stranger(behaviour: ScriptedLineBoard.Behaviour) async {
        let board = ScriptedLineBoard(behaviour)
        let device = Self.device(board, patience: .milliseconds(300))
        await #expect(throws: DeviceError.self) { try await device.open() }
        #expect(await board.questions.allSatisfy { !$0.hasPrefix("MEASURE") })
        #expect(await device.state == .lost)
    }

    @Test("another board on the same port is refused")
    func anotherBoard() async throws {
        let boards = [ScriptedLineBoard(), ScriptedLineBoard(serial: "SN-0043")]
        let turn = Turn()
        let device = LineBoard(id: "line") { _ in try await boards[await turn.next()].connect() }
        try await device.open()
        await device.close()
        let error = await #expect(throws: DeviceError.self) { try await device.open() }
        #expect(error?.message.contains("SN-0043, not SN-0042") == true)
    }

    @Test("a board that is pulled out while idle is lost at once, and can be opened again")
    func pulledOut() async throws {
        let line = ScriptedLineBoard()
        let ends = Ends()
        let device = LineBoard(id: "line") { _ in await ends.keep(try await line.connect()) }
        try await device.open()
        let states = await device.states()
        await ends.last?.close()
        for await state in states where state == .lost { break }
        #expect(await device.hardwareState == .unknown)
        try await device.open()
        #expect(await device.state == .ready)
    }
}

/// 0, 1, 2, ...
private actor Turn {
    private var count = 0

    func next() -> Int {
        defer { count += 1 }
        return count
    }
}

/// The host's end of a line, for pulling it out.
private actor Ends {
    private(set) var last: (any ByteStream)?

    func keep(_ stream: any ByteStream) -> any ByteStream {
        last = stream
        return stream
    }
}
