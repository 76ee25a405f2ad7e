import FaultScripts
import Testing

@testable import DeviceEmulation

@Suite("Lines and what faults make of replies")
struct LineTests {
    @Test("a byte takes ten bits, eleven with parity")
    func rate() throws {
        let plain = try #require(LineRate(baudRate: 1_000_000))
        #expect(plain.duration(of: 1) == .microseconds(10))
        #expect(plain.bytes(in: .milliseconds(1)) == 100)
        let parity = try #require(LineRate(baudRate: 1_000_000, hasParity: true))
        #expect(parity.duration(of: 1000) == .milliseconds(11))
        #expect(LineRate(baudRate: 49) == nil && LineRate(baudRate: 20_000_001) == nil)
    }

    @Test("many slices take exactly as long as the bytes take, however late each was handed over")
    func accumulation() throws {
        let rate = try #require(LineRate(baudRate: 921_600))
        var line = LineClock(rate: rate)
        let start = ContinuousClock.now + .seconds(1)
        var end = line.pass(1, from: start)
        for _ in 0..<999 { end = line.pass(92, from: start) }
        let expected = rate.duration(of: 1 + 999 * 92)
        let difference = start.duration(to: end) - expected
        #expect(difference < .microseconds(1) && difference > .microseconds(-1))
    }

    @Test("a line that was idle begins when it is given something")
    func idle() throws {
        var line = LineClock(rate: LineRate(baudRate: 1_000_000))
        let start = ContinuousClock.now + .seconds(5)
        #expect(line.pass(100, from: start) == start + .milliseconds(1))
        #expect(line.pass(100, from: start + .seconds(1)) == start + .seconds(1) + .milliseconds(1))
    }

    @Test("without a rate nothing takes time")
    func unpaced() {
        var line = LineClock(rate: nil)
        let start = ContinuousClock.now + .seconds(5)
        #expect(line.pass(1_000_000, from: start) == start)
    }

    @Test("each fault does its own to the bytes, the same under the same seed")
    func distortion() throws {
        let bytes = [UInt8](0..<200)
        func pieces(_ kinds: FaultKind...) -> [ReplyDistortion.Piece] {
            var distortion = ReplyDistortion(seed: 1)
            return distortion.distort(bytes, by: kinds.map { Fault($0) })
        }
        #expect(pieces() == [.init(bytes: bytes)])
        #expect(pieces(.duplicateReply) == [.init(bytes: bytes), .init(bytes: bytes)])
        #expect(pieces(.dropReply).isEmpty)
        #expect(pieces(.delayReply) == [.init(bytes: bytes, delay: 0.1)])
        #expect(pieces(.lateReply) == [.init(bytes: bytes, delay: 2, isOutOfOrder: true)])
        let truncated = pieces(.truncateReply)[0].bytes
        #expect(!truncated.isEmpty && truncated.count < 200 && truncated == Array(bytes.prefix(truncated.count)))
        let corrupt = pieces(.corruptByte)[0].bytes
        #expect(corrupt.count == 200 && zip(corrupt, bytes).count { $0 != $1 } == 1)
        #expect(pieces(.corruptByte) == pieces(.corruptByte))
        #expect(pieces(.brownOut, .stuckCells) == [.init(bytes: bytes)])
    }

    @Test("replies of no or one byte survive all of it", arguments: [[], [7]] as [[UInt8]])
    func short(bytes: [UInt8]) {
        var distortion = ReplyDistortion(seed: 1)
        let pieces = distortion.distort(bytes, by: [Fault(.truncateReply), Fault(.corruptByte)])
        #expect(pieces.map(\.bytes.count) == [bytes.count])
    }
}
