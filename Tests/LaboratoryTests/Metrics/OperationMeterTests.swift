import Matrices
import PhysicalDevices
import Synchronization
import Testing

@testable import Laboratory

@Suite("Operation meter")
struct OperationMeterTests {
    private struct Failure: Error {}

    /// A clock that the test turns.
    private final class Hand: Sendable {
        private let seconds = Mutex(0.0)
        func turn(_ more: Double) { seconds.withLock { $0 += more } }
        var time: Double { seconds.withLock { $0 } }
    }

    private static let drive = DriveRequest(
        block: CellBlock(tile: 0, rows: 0..<2, columns: 0..<2),
        drive: Matrix(rows: 7, columns: 2, elements: [Float](repeating: 0, count: 14)),
        gain: 1, fullScale: Voltage(1))

    @Test("operations are counted by name, with their times, failures, vectors and pulses")
    func counts() {
        let hand = Hand()
        let meter = OperationMeter { hand.time }
        let first = meter.began("process", Self.drive)
        hand.turn(0.25)
        meter.ended(first, .success(0))
        let second = meter.began("process", Self.drive)
        hand.turn(0.5)
        meter.ended(second, .failure(Failure()))
        let third = meter.began("program", nil)
        hand.turn(1)
        meter.ended(third, .success(ProgramReport(applied: 12, refusedCells: 0, duration: TimeSpan(1))))
        let reading = meter.reading
        #expect(reading.operations["process"]?.count == 2)
        #expect(reading.operations["process"]?.failed == 1)
        #expect(reading.operations["process"]?.seconds == 0.75)
        #expect(reading.vectors == 7)
        #expect(reading.pulses == 12)
        #expect(reading.busySeconds == 1.75 && reading.seconds == 1.75)
    }

    @Test("operations at the same time keep the device busy once, and what is under way counts")
    func busy() {
        let hand = Hand()
        let meter = OperationMeter { hand.time }
        hand.turn(1)
        let first = meter.began("process", nil)
        hand.turn(1)
        let second = meter.began("process", nil)
        hand.turn(1)
        meter.ended(first, .success(0))
        #expect(meter.reading.busySeconds == 2)
        hand.turn(1)
        #expect(meter.reading.busySeconds == 3)
        meter.ended(second, .success(0))
        hand.turn(5)
        #expect(meter.reading.busySeconds == 3)
    }

    @Test("quantiles forget what is older than ten minutes; counts do not")
    func forgets() {
        let hand = Hand()
        let meter = OperationMeter { hand.time }
        let number = meter.began("process", nil)
        hand.turn(1)
        meter.ended(number, .success(0))
        hand.turn(310)
        #expect(meter.reading.operations["process"]?.recent.count == 1)
        hand.turn(300)
        #expect(meter.reading.operations["process"]?.recent.quantile(0.5) == nil)
        #expect(meter.reading.operations["process"]?.count == 1)
    }

    @Test("an end without a beginning, or a second end, changes nothing")
    func unpaired() {
        let meter = OperationMeter { 0 }
        let number = meter.began("process", nil)
        meter.ended(number, .success(0))
        meter.ended(number, .success(0))
        meter.ended(99, .success(0))
        #expect(meter.reading.operations["process"]?.count == 1)
    }

    @Test("a recording hears the same operations under its own numbers")
    func passesOn() {
        let listener = Listener()
        let meter = OperationMeter(passingTo: listener) { 0 }
        let number = meter.began("process", nil)
        meter.ended(number, .success(0))
        #expect(listener.heard == ["began process", "ended 4711"])
    }

    private final class Listener: GateObserver {
        private let words = Mutex<[String]>([])
        var heard: [String] { words.withLock { $0 } }

        func began(_ operation: String, _ request: (any Sendable)?) -> Int {
            words.withLock { $0.append("began \(operation)") }
            return 4711
        }

        func ended(_ number: Int, _ outcome: Result<any Sendable, any Error>) {
            words.withLock { $0.append("ended \(number)") }
        }
    }
}
