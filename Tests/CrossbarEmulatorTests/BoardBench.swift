import CrossbarBoard
import DeviceEmulation
import FaultScripts
import Simulated
import Testing

@testable import CrossbarEmulator

/// A small emulated board and a host that numbers its requests.
struct BoardBench {
    var board: EmulatedCrossbar
    var now = 0.0
    var events: [CWPEvent] = []
    private var lastID: UInt16 = 0
    private var decoder = CWPFrameDecoder(maximumPayload: 65_536)

    init(seed: UInt64 = 3, _ change: (inout CrossbarParameters) -> Void = { _ in }) {
        var parameters = CrossbarParameters()
        parameters.tiles = 2
        parameters.rows = 32
        parameters.columns = 16
        change(&parameters)
        board = EmulatedCrossbar(settings: EmulatedCrossbarSettings(parameters: parameters, seed: seed))
    }

    /// A board in a session, watched and armed.
    static func armed(seed: UInt64 = 3, _ change: (inout CrossbarParameters) -> Void = { _ in }) throws -> BoardBench {
        var bench = BoardBench(seed: seed, change)
        _ = try bench.ask(CWPHelloRequest(nonce: 1))
        _ = try bench.ask(CWPSetWatchdogRequest(milliseconds: 1000))
        _ = try bench.ask(CWPArmRequest(isArmed: true))
        return bench
    }

    /// Asks and reads the answer. Throws `CWPErrorResponse` where the board refuses.
    mutating func ask<Request: CWPRequest>(_ request: Request) throws -> Request.Response {
        lastID += 1
        let answers = frames(try request.frame(requestID: lastID).encoded()).filter(\.isResponse)
        var fragments = CWPFragments(limit: 1 << 24)
        var whole: CWPFrame?
        for answer in answers { whole = try fragments.join(answer) }
        return try request.response(from: try #require(whole))
    }

    /// The status with which the board refuses; nil where it does not.
    mutating func refusal<Request: CWPRequest>(of request: Request) -> CWPErrorResponse? {
        do {
            _ = try ask(request)
            return nil
        } catch {
            return error as? CWPErrorResponse
        }
    }

    /// What comes back for raw bytes.
    mutating func frames(_ bytes: [UInt8]) -> [CWPFrame] { take(board.receive(bytes, at: now)) }

    /// Lets time pass.
    mutating func wait(_ seconds: Double) {
        now += seconds
        _ = take(board.tick(at: now))
    }

    mutating func show(_ fault: Fault) { _ = take(board.show(fault, at: now)) }

    private mutating func take(_ replies: [EmulatedReply]) -> [CWPFrame] {
        let frames = replies.flatMap { decoder.receive($0.bytes) }.compactMap { try? $0.get() }
        events += frames.filter { !$0.isResponse }.compactMap { try? CWPEvent(frame: $0) }
        return frames
    }
}

extension CWPBlock {
    /// Rows and columns of the first tile.
    static func first(rows: Range<UInt16> = 0..<32, columns: Range<UInt16> = 0..<16, tile: UInt16 = 0) -> CWPBlock {
        CWPBlock(
            tile: tile, row: rows.lowerBound, rows: UInt16(rows.count), column: columns.lowerBound,
            columns: UInt16(columns.count))
    }
}

extension CWPReadVMMRequest {
    /// Six vectors of 32 rows.
    static func sample(isDifferential: Bool = true, format: CWPOutputCodes.Format = .i16) -> CWPReadVMMRequest {
        CWPReadVMMRequest(
            block: .first(), vectors: 6, averages: 1, outputFormat: format, isDifferential: isDifferential,
            inputs: .u8((0..<192).map { UInt8($0 * 37 % 251) }))
    }
}

extension CWPOutputCodes {
    var values: [Int] {
        switch self {
        case .i8(let codes): codes.map(Int.init)
        case .i16(let codes): codes.map(Int.init)
        case .i32(let codes): codes.map(Int.init)
        }
    }
}
