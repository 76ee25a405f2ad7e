import CrossbarBoard
import CrossbarEmulator
import DeviceEmulation
import Glibc
import Matrices
import PhysicalDevices
import Simulated
import Testing
import Transports

/// The driver, the wire and the emulator together against the same chip in this process.
@Suite("The chip over the wire", .timeLimit(.minutes(5)))
struct WireEqualsProcessTests {
    /// Converters that take every path of the driver's coding.
    enum Converters: CaseIterable {
        case usual, signedDrive, fewInputBits, oneInputBit

        var parameters: CrossbarParameters {
            var parameters = CrossbarParameters()
            (parameters.tiles, parameters.rows, parameters.columns) = (2, 96, 32)
            switch self {
            case .usual: break
            case .signedDrive: parameters.signedDrive = true
            case .fewInputBits: (parameters.driveBits, parameters.converterBits) = (4, 10)
            case .oneInputBit:
                (parameters.driveBits, parameters.converterBits) = (1, 5)
                parameters.readVoltage = Voltage(0.13)
            }
            return parameters
        }
    }

    /// A driver whose wire leads to an emulated board with the same chip.
    private static func board(_ parameters: CrossbarParameters, seed: UInt64) -> CrossbarBoard {
        let emulator = CrossbarEmulator(settings: EmulatedCrossbarSettings(parameters: parameters, seed: seed))
        return CrossbarBoard(
            id: "wire",
            open: { _ in
                var ends: [CInt] = [-1, -1]
                _ = socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends)
                let far = try DescriptorStream(adopting: ends[1], address: "board's end")
                Task { await serve(emulator, on: far) }
                return try DescriptorStream(adopting: ends[0], address: "driver's end")
            }, heartbeat: .milliseconds(300))
    }

    private static func serve(_ emulator: CrossbarEmulator, on stream: DescriptorStream) async {
        let start = ContinuousClock.now
        while let bytes = try? await stream.read(upTo: 65_536, deadline: .now + .seconds(60)) {
            for reply in await emulator.receive(bytes, at: start.duration(to: .now) / .seconds(1)) {
                try? await stream.write(reply.bytes, deadline: .now + .seconds(5))
            }
        }
    }

    @Test("gives the same bits as in this process: readings, pulses applied, conductances", arguments: Converters.allCases)
    func equal(converters: Converters) async throws {
        let parameters = converters.parameters
        let chip = SimulatedCrossbar(id: "process", parameters: parameters, seed: 5)
        let board = Self.board(parameters, seed: 5)
        try await chip.open()
        try await board.open()
        let inProcess = try await SafetyGate(
            device: chip, envelope: SafetyEnvelope(spanning: await chip.descriptor))
        let overWire = try await SafetyGate(
            device: board, envelope: SafetyEnvelope(spanning: await board.descriptor))
        for round in 0..<4 {
            let block = CellBlock(tile: round % 2, rows: 3..<93, columns: 2..<30)
            for (gain, fullScale) in [(0.5, 1.0), (3.25, 8), (1, 4)] {
                let request = DriveRequest(
                    block: block, drive: Self.drive(block, round, signed: parameters.signedDrive), gain: gain,
                    fullScale: Voltage(fullScale))
                let (here, there) = (try await inProcess.process(request), try await overWire.process(request))
                #expect(here.outputs == there.outputs, "round \(round), full scale \(fullScale)")
                #expect(here.saturatedFraction == there.saturatedFraction)
            }
            for map in Self.maps(block, round) {
                let (here, there) = (try await inProcess.program(map), try await overWire.program(map))
                #expect(here.applied == there.applied)
            }
            #expect(try await inProcess.conductances(block) == overWire.conductances(block))
        }
        await board.close()
    }

    @Test("conforms to what every device must do")
    func conformance() async {
        let kit = DeviceConformance { Self.board(Converters.usual.parameters, seed: 5) }
        #expect(await kit.findings() == [])
    }

    /// More vectors than the board takes at once.
    private static func drive(_ block: CellBlock, _ round: Int, signed: Bool) -> Matrix<Float> {
        let elements = (0..<150 * block.rows.count).map { index in
            let x = Float((index * 7919 + round) % 1009) / 1008
            return signed ? 2 * x - 1 : x
        }
        return Matrix(rows: 150, columns: block.rows.count, elements: elements)
    }

    /// A map of counts on every cell, and one with few of them.
    private static func maps(_ block: CellBlock, _ round: Int) -> [PulseMap] {
        let shape = PulseShape(setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))
        let dense = (0..<block.count).map { Int8(($0 * 31 + round) % 23) - 11 }
        let sparse = (0..<block.count).map { Int8($0 % 97 == 0 ? 5 : 0) }
        return [dense, sparse].map { PulseMap(block: block, counts: $0, shape: shape) }
    }
}
