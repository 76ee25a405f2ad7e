import CCWP1
import Testing

@testable import CrossbarBoard

/// The firmware's codec in C against this one.
@Suite struct ReferenceCodecTests {
    @Test("both codecs write the same bytes and read each other's, on 2 000 random frames")
    func agreement() {
        var generator = SeededGenerator(state: 4)
        for round in 0..<2_000 {
            let size = Int.random(in: 0...(round % 10 == 0 ? 3_000 : 300), using: &generator)
            let frame = CWPFrame(
                opcode: CWPOpcode(rawValue: UInt8.random(in: 0...127, using: &generator)),
                isResponse: Bool.random(using: &generator), requestID: UInt16.random(in: 0...65_535, using: &generator),
                status: CWPStatus(rawValue: UInt16.random(in: 0...16, using: &generator)),
                flags: CWPFrame.Flags(rawValue: UInt16.random(in: 0...3, using: &generator)),
                payload: generator.bytes(size, zeroEvery: [2, 8, 1_000][round % 3]))
            let wire = encodedInC(frame)
            #expect(wire == frame.encoded(), "round \(round)")
            #expect(wire.decoded() == [.success(frame)], "round \(round)")
            let (outcome, read) = decodedInC(frame.encoded(), capacity: size + 16)
            #expect(outcome == CWP1_FRAME && read == frame, "round \(round)")
        }
    }

    @Test("both codecs accept and refuse the same mutated frames")
    func refusals() {
        var generator = SeededGenerator(state: 5)
        for round in 0..<20_000 {
            let frame = CWPFrame(opcode: .readVMM, requestID: 9, payload: generator.bytes(round % 40, zeroEvery: 4))
            var wire = frame.encoded()
            let index = Int.random(in: 0..<(wire.count - 1), using: &generator)
            wire[index] = UInt8.random(in: 1...255, using: &generator)
            if round % 3 == 0 { wire.remove(at: Int.random(in: 0..<(wire.count - 1), using: &generator)) }
            let (_, inC) = decodedInC(wire, capacity: 80)
            let inSwift = wire.decoded(maximumPayload: 64).compactMap { try? $0.get() }.first
            #expect(inC == inSwift, "round \(round)")
        }
    }

    @Test("the C decoder names what it refuses and goes on with the next frame")
    func errors() {
        let next = CWPFrame(opcode: .arm, requestID: 3, payload: [1])
        let cases: [([UInt8], cwp1_result)] = [
            ([9, 1, 0], CWP1_ERROR_STUFFING), ([3, 1, 1, 0], CWP1_ERROR_TOO_SHORT),
            ([UInt8](repeating: 1, count: 500) + [0], CWP1_ERROR_TOO_LONG),
            ([UInt8](repeating: 1, count: 20) + [0], CWP1_ERROR_CHECKSUM),
        ]
        for (bytes, expected) in cases {
            #expect(decodedInC(bytes, capacity: 64).0 == expected)
            #expect(decodedInC([0, 0] + bytes + next.encoded(), capacity: 64).1 == next)
        }
    }

    @Test("the C encoder refuses a buffer that is one byte too small and a payload of another length")
    func bounds() {
        var generator = SeededGenerator(state: 6)
        for size in [0, 1, 237, 238, 239, 491, 492, 493] {
            let frame = CWPFrame(opcode: .logEvent, requestID: 0, payload: generator.bytes(size, zeroEvery: 1_000_000))
            let wire = frame.encoded()
            #expect(encodedInC(frame, capacity: wire.count) == wire)
            #expect(encodedInC(frame, capacity: wire.count - 1).isEmpty)
        }
        var buffer = [UInt8](repeating: 0, count: 100)
        var encoder = cwp1_encoder()
        var header = cwp1_frame()
        header.length = 3
        cwp1_encoder_begin(&encoder, &buffer, 100, &header)
        cwp1_encoder_write(&encoder, [1, 2], 2)
        #expect(cwp1_encoder_end(&encoder) == 0)
    }

    @Test("both codecs give a request the same repetition key")
    func repetition() {
        let frame = CWPFrame(opcode: .programMap, requestID: 12, flags: .retry, payload: [5, 0, 7])
        let key = frame.payload.withUnsafeBufferPointer { payload in
            var header = cFrame(frame, payload.baseAddress)
            return cwp1_repetition_key(&header)
        }
        #expect(key == frame.repetitionKey.checksum)
    }

    private func cFrame(_ frame: CWPFrame, _ payload: UnsafePointer<UInt8>?) -> cwp1_frame {
        cwp1_frame(
            opcode: frame.opcode.rawValue | (frame.isResponse ? 0x80 : 0), request_id: frame.requestID,
            status: frame.status.rawValue, flags: frame.flags.rawValue, length: UInt32(frame.payload.count),
            payload: payload)
    }

    private func encodedInC(_ frame: CWPFrame, capacity: Int? = nil) -> [UInt8] {
        let capacity = capacity ?? CWPFrame.maximumFrameSize(payload: frame.payload.count)
        return frame.payload.withUnsafeBufferPointer { payload in
            var header = cFrame(frame, payload.baseAddress)
            return [UInt8](unsafeUninitializedCapacity: capacity) { wire, count in
                count = cwp1_encode(wire.baseAddress, capacity, &header)
            }
        }
    }

    /// The last outcome, and the last frame.
    private func decodedInC(_ wire: [UInt8], capacity: Int) -> (cwp1_result, CWPFrame?) {
        var body = [UInt8](repeating: 0, count: capacity)
        return body.withUnsafeMutableBufferPointer { body in
            var decoder = cwp1_decoder()
            cwp1_decoder_init(&decoder, body.baseAddress, capacity)
            var read = cwp1_frame()
            var outcome = CWP1_PENDING
            var frame: CWPFrame?
            for byte in wire {
                let result = cwp1_decoder_push(&decoder, byte, &read)
                if result != CWP1_PENDING { outcome = result }
                guard result == CWP1_FRAME else { continue }
                frame = CWPFrame(
                    opcode: CWPOpcode(rawValue: read.opcode), isResponse: read.opcode & 0x80 != 0,
                    requestID: read.request_id, status: CWPStatus(rawValue: read.status),
                    flags: CWPFrame.Flags(rawValue: read.flags),
                    payload: [UInt8](UnsafeBufferPointer(start: read.payload, count: Int(read.length))))
            }
            return (outcome, frame)
        }
    }
}
