import CrossbarBoard
import Testing

@testable import CrossbarEmulator

@Suite("Limits that the emulated crossbar board enforces itself")
struct LimitTests {
    private static func map(
        block: CWPBlock = .first(), set: Int16 = 1200, reset: Int16 = -1200, nanoseconds: UInt32 = 100
    ) -> CWPProgramMapRequest {
        CWPProgramMapRequest(
            block: block, setMillivolts: set, resetMillivolts: reset, nanoseconds: nanoseconds,
            map: .bytes([Int8](repeating: 1, count: block.cells)))
    }

    private static func train(
        row: UInt16 = 0, column: UInt16 = 0, millivolts: Int16 = 1200, nanoseconds: UInt32 = 100
    ) -> CWPProgramPulsesRequest {
        let good = CWPProgramPulsesRequest.Operation(row: 1, column: 1, millivolts: 1200, count: 3, nanoseconds: 100)
        let other = CWPProgramPulsesRequest.Operation(
            row: row, column: column, millivolts: millivolts, count: 1, nanoseconds: nanoseconds)
        return CWPProgramPulsesRequest(tile: 0, returnsConductance: false, operations: [good, other])
    }

    private static func vectors(_ change: (inout CWPReadVMMRequest) -> Void) -> CWPReadVMMRequest {
        var request = CWPReadVMMRequest.sample()
        change(&request)
        return request
    }

    private static let refused: [(any CWPRequest, CWPStatus, UInt16)] = [
        (map(set: 2001), .voltageOutOfRange, 0), (map(reset: -2001), .voltageOutOfRange, 0),
        (map(nanoseconds: 40), .badParameter, 0), (map(nanoseconds: 1_000_010), .badParameter, 0),
        (map(nanoseconds: 105), .badParameter, 0), (map(block: .first(tile: 2)), .indexOutOfRange, 0),
        (map(block: .first(rows: 1..<33)), .indexOutOfRange, 0),
        (map(block: .first(columns: 0..<17)), .indexOutOfRange, 0),
        (map(block: .first(rows: 0..<0)), .indexOutOfRange, 0),
        (train(row: 32), .indexOutOfRange, 1), (train(column: 16), .indexOutOfRange, 1),
        (train(millivolts: 2001), .voltageOutOfRange, 1), (train(millivolts: -32_768), .voltageOutOfRange, 1),
        (train(nanoseconds: 0), .badParameter, 1), (train(nanoseconds: .max), .badParameter, 1),
        (
            vectors {
                $0.vectors = 0
                $0.inputs = .u8([])
            }, .badParameter, 0
        ),
        (
            vectors {
                $0.vectors = 65
                $0.inputs = .u8([UInt8](repeating: 1, count: 65 * 32))
            }, .badParameter, 0
        ),
        (vectors { $0.averages = 65 }, .badParameter, 0), (vectors { $0.block.tile = 2 }, .indexOutOfRange, 0),
        (vectors { $0.block.row = 1 }, .indexOutOfRange, 0), (vectors { $0.block.column = 2 }, .indexOutOfRange, 0),
        (CWPSetInputRequest(tile: 0, row: 0, microvolts: [0, 200_001]), .voltageOutOfRange, 1),
        (CWPSetInputRequest(tile: 0, row: 0, microvolts: [-1]), .voltageOutOfRange, 0),
        (CWPSetInputRequest(tile: 0, row: 31, microvolts: [0, 0]), .indexOutOfRange, 0),
        (CWPSetInputRequest(tile: 2, row: 0, microvolts: [0]), .indexOutOfRange, 0),
        (CWPSetGainRequest(tile: 0, column: 15, range: 0, gains: [1, 1]), .indexOutOfRange, 0),
        (CWPSetGainRequest(tile: 0, column: 0, range: 8, gains: [1]), .badParameter, 0),
        (CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [1, 0]), .badParameter, 1),
        (CWPSetGainRequest(tile: 0, column: 0, range: 0, gains: [-1]), .badParameter, 0),
        (
            CWPReadConductanceRequest(block: .first(), readMillivolts: 201, averages: 1, format: .siemens),
            .voltageOutOfRange, 0
        ),
        (
            CWPReadConductanceRequest(block: .first(), readMillivolts: 0, averages: 1, format: .siemens),
            .voltageOutOfRange, 0
        ),
    ]

    @Test(
        "what lies outside them is refused with its reason and place, and leaves the cells as they were",
        arguments: refused.indices)
    func refusals(index: Int) throws {
        var bench = try BoardBench.armed()
        let cells = CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens)
        let before = try bench.ask(cells).values
        let (request, status, place) = Self.refused[index]
        let refusal = bench.refusal(of: request)
        #expect(refusal?.status == status && refusal?.index == place, "\(request): \(String(describing: refusal))")
        #expect(try bench.ask(cells).values == before)
    }

    @Test("too many trains are refused")
    func trains() throws {
        var bench = try BoardBench.armed()
        let train = CWPProgramPulsesRequest.Operation(row: 0, column: 0, millivolts: 1200, count: 1, nanoseconds: 100)
        let request = CWPProgramPulsesRequest(
            tile: 0, returnsConductance: false,
            operations: [CWPProgramPulsesRequest.Operation](repeating: train, count: 4097))
        #expect(bench.refusal(of: request)?.status == .badParameter)
    }

    @Test("pulses below the threshold are applied and move nothing; a train may be longer than a map's count")
    func threshold() throws {
        var bench = try BoardBench.armed()
        let cells = CWPReadConductanceRequest(block: .first(), readMillivolts: 100, averages: 1, format: .siemens)
        let before = try bench.ask(cells).values
        #expect(try bench.ask(Self.map(set: 499, reset: -499)).pulsesExecuted == 512)
        #expect(try bench.ask(cells).values == before)
        let train = CWPProgramPulsesRequest.Operation(
            row: 2, column: 3, millivolts: 1200, count: 60_000, nanoseconds: 100)
        let reply = try bench.ask(CWPProgramPulsesRequest(tile: 0, returnsConductance: true, operations: [train]))
        // So many pulses bring any cell to its own upper bound.
        #expect((reply.conductances?.first ?? 0) > 59e-6)
    }
}
