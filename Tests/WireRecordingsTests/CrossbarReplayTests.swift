import CrossbarBoard
import CrossbarEmulator
import Matrices
import PhysicalDevices
import Simulated
import Testing
import Transports

@testable import WireRecordings

/// The crossbar board's own driver against the emulated board, recorded with heartbeats and replayed without.
@Suite("Crossbar board replay")
struct CrossbarReplayTests {
    private static let chip: CrossbarParameters = {
        var parameters = CrossbarParameters(preset: .standard)
        (parameters.tiles, parameters.rows, parameters.columns) = (1, 16, 8)
        return parameters
    }()

    /// The emulated board on one end of a stream pair; `heartbeats` yields when one has come.
    private struct Line {
        let opener: StreamOpener
        let heartbeats: AsyncStream<Void>

        init() {
            let (beats, beat) = AsyncStream.makeStream(of: Void.self)
            heartbeats = beats
            opener = { _ in
                let (host, far) = try streamPair()
                Task {
                    let emulator = CrossbarEmulator(settings: EmulatedCrossbarSettings(parameters: chip, seed: 5))
                    let start = ContinuousClock.now
                    var splitter = CWPDialect().splitter(.inbound)
                    while let bytes = try? await far.read(upTo: 65_536, deadline: .soon) {
                        if splitter.receive(bytes).contains(where: { $0.isIncidental && $0.bytes.count > 1 }) {
                            beat.yield()
                        }
                        let seconds = start.duration(to: .now) / .seconds(1)
                        for reply in await emulator.receive(bytes, at: seconds) {
                            try? await far.write(reply.bytes, deadline: .soon)
                        }
                    }
                    await far.close()
                }
                return host
            }
        }
    }

    private static func drive(_ n: Int) -> DriveRequest {
        var drive = Matrix<Float>(rows: n, columns: 16)
        for row in 0..<n { for column in 0..<16 { drive[row, column] = Float((row * 7 + column * 3) % 32) / 32 } }
        return DriveRequest(
            block: CellBlock(tile: 0, rows: 0..<16, columns: 0..<8), drive: drive, gain: 1, fullScale: Voltage(1))
    }

    private static func record() async throws -> Recording {
        let tap = WireTap()
        let line = Line()
        let board = CrossbarBoard(id: "board", open: tap.tapping(line.opener), heartbeat: .milliseconds(40))
        let file = collect(try tap.start(.sample()))
        let observer: (any GateObserver)? = tap
        _ = try await observer.observing("open") {
            try await board.open()
            return await board.identity
        }
        let gate = try await SafetyGate(
            device: board, envelope: SafetyEnvelope(spanning: board.descriptor), observer: tap)
        _ = try await gate.process(drive(200))
        for await _ in line.heartbeats { break }
        let shape = try #require(await board.descriptor.pulses?.nominal)
        let counts = (0..<128).map { Int8($0 % 5) - 2 }
        _ = try await gate.program(PulseMap(block: drive(1).block, counts: counts, shape: shape))
        _ = try await gate.conductances(drive(1).block)
        // Two at once: their requests share the window.
        async let first = gate.process(drive(150))
        async let second = gate.process(drive(130))
        _ = try await (first, second)
        try await gate.enterSafeState(reason: "test")
        tap.stop("enough")
        let recording = try Recording(parsing: try await file.value)
        await board.close()
        return recording
    }

    private static func replay(_ recording: Recording) async throws -> ReplayReport {
        try await Replayer(dialect: CWPDialect()) { header, opener in
            CrossbarBoard(id: header.device, open: opener, heartbeat: nil)
        }.replay(recording)
    }

    @Test("every byte but nonce and heartbeats, and every value, comes again")
    func equal() async throws {
        let recording = try await Self.record()
        let report = try await Self.replay(recording)
        #expect(report.difference == nil, "\(report.difference.map { "\($0)" } ?? "")")
        #expect(report.operations == 7)
        #expect(report.messages > 12)
        #expect(report.remarks == [])
    }

    @Test("a request that differs in one field is found, and its field named")
    func oneField() async throws {
        let recording = try await Self.record()
        var records = recording.records
        let place = try #require(
            records.firstIndex {
                guard case .sent(_, let bytes) = $0.event else { return false }
                return Self.summary(bytes).hasPrefix("PROGRAM_MAP")
            })
        guard case .sent(let stream, let bytes) = records[place].event else { return }
        var decoder = CWPFrameDecoder(maximumPayload: 65_536)
        var frame = try #require(try decoder.receive(bytes).first?.get())
        // The SET amplitude [mV], at byte 12 of the payload.
        frame.payload[12] ^= 1
        records[place].event = .sent(stream: stream, frame.encoded())
        let changed = Recording(header: recording.header, records: records)
        let difference = try #require(try await Self.replay(changed).difference)
        #expect(difference.kind == .message)
        #expect(difference.operation == 3)
        #expect(difference.expected == difference.got)
        #expect(difference.explanation.count == 4, "\(difference.explanation)")
        #expect(difference.explanation[0].lowercased().contains("set"), "\(difference.explanation)")
        #expect(difference.explanation[3].contains("^^ byte 24 of"))
    }

    private static func summary(_ bytes: [UInt8]) -> String {
        var splitter = CWPDialect().splitter(.outbound)
        return splitter.receive(bytes).first.map { CWPDialect().summary(of: $0, .outbound) } ?? ""
    }
}
