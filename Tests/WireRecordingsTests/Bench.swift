import Matrices
import PhysicalDevices
import Testing

@testable import WireRecordings

/// A recorded session with a `LineDevice`, and its replay.
struct Bench {
    let tap = WireTap()
    let board = LineBoard()

    static func drive(_ level: Float) -> DriveRequest {
        DriveRequest(
            block: CellBlock(tile: 0, rows: 0..<4, columns: 0..<4),
            drive: Matrix(rows: 2, columns: 4, repeating: level), gain: 1, fullScale: Voltage(1))
    }

    static let pulses = PulseMap(
        block: CellBlock(tile: 0, rows: 0..<2, columns: 0..<2), counts: [1, -2, 0, 3], shape: LineDevice.nominal)

    /// Does `body` with an open device behind its gate while everything is recorded; the file's bytes.
    func record(
        opensBefore: Bool = false, _ body: (SafetyGate, LineDevice) async throws -> Void
    ) async throws -> [UInt8] {
        let device = LineDevice(opener: tap.tapping(board.opener))
        if opensBefore { try await open(device) }
        let file = collect(try tap.start(.sample()))
        if !opensBefore { try await open(device) }
        let gate = try await SafetyGate(
            device: device, envelope: SafetyEnvelope(spanning: LineDevice.descriptor), observer: tap)
        try await body(gate, device)
        #expect(tap.stop("the test is over"))
        let bytes = try await file.value
        await device.close()
        return bytes
    }

    /// As the laboratory opens a device.
    func open(_ device: LineDevice) async throws {
        let observer: (any GateObserver)? = tap
        _ = try await observer.observing("open") {
            try await device.open()
            return await device.identity
        }
    }

    /// A session with one of everything.
    func standardRecording() async throws -> [UInt8] {
        try await record { gate, _ in
            _ = try await gate.process(Self.drive(0.5))
            _ = try await gate.program(Self.pulses)
            _ = try await gate.process(Self.drive(0.25))
            try await gate.enterSafeState(reason: "test")
        }
    }

    static func replay(
        _ bytes: [UInt8], change: LineDevice.Change = .none, patience: Duration = .seconds(20)
    ) async throws -> ReplayReport {
        try await replay(try Recording(parsing: bytes), change: change, patience: patience)
    }

    static func replay(
        _ recording: Recording, change: LineDevice.Change = .none, patience: Duration = .seconds(20)
    ) async throws -> ReplayReport {
        try await Replayer(dialect: LineDialect(), patience: patience) { header, opener in
            #expect(header.driver == "line")
            return LineDevice(change: change, opener: opener)
        }.replay(recording)
    }
}

extension Recording {
    /// The same with the bytes of the `index`-th write changed.
    func changingWrite(_ index: Int, _ change: (inout [UInt8]) -> Void) -> Recording {
        var changed = records
        var write = 0
        for place in changed.indices {
            guard case .sent(let stream, var bytes) = changed[place].event else { continue }
            if write == index {
                change(&bytes)
                changed[place].event = .sent(stream: stream, bytes)
            }
            write += 1
        }
        return Recording(header: header, records: changed, remark: remark)
    }
}
