import CCWP1

@testable import CrossbarBoard

/// The firmware's codec, in the driver's types.
enum FirmwareCodec {
    static func encoded(_ frame: CWPFrame) -> [UInt8] {
        let capacity = CWPFrame.maximumFrameSize(payload: frame.payload.count)
        return frame.payload.withUnsafeBufferPointer { payload in
            var header = header(frame, payload.baseAddress)
            return [UInt8](unsafeUninitializedCapacity: capacity) { wire, count in
                count = cwp1_encode(wire.baseAddress, capacity, &header)
            }
        }
    }

    static func repetitionKey(_ frame: CWPFrame) -> UInt32 {
        frame.payload.withUnsafeBufferPointer { payload in
            var header = header(frame, payload.baseAddress)
            return cwp1_repetition_key(&header)
        }
    }

    /// What ends at each delimiter: a frame, or nil for a piece that is refused.
    static func decoded(_ wire: [UInt8], limit: Int) -> [CWPFrame?] {
        // Allocated to the byte, so that a write past the end is seen.
        let capacity = limit + Int(CWP1_OVERHEAD)
        let body = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        defer { body.deallocate() }
        var decoder = cwp1_decoder()
        cwp1_decoder_init(&decoder, body, capacity)
        var results: [CWPFrame?] = []
        for byte in wire {
            var read = cwp1_frame()
            switch cwp1_decoder_push(&decoder, byte, &read) {
            case CWP1_PENDING: break
            case CWP1_FRAME: results.append(frame(read))
            default: results.append(nil)
            }
        }
        return results
    }

    private static func frame(_ read: cwp1_frame) -> CWPFrame {
        CWPFrame(
            opcode: CWPOpcode(rawValue: read.opcode), isResponse: read.opcode & 0x80 != 0,
            requestID: read.request_id, status: CWPStatus(rawValue: read.status),
            flags: CWPFrame.Flags(rawValue: read.flags),
            payload: [UInt8](UnsafeBufferPointer(start: read.payload, count: Int(read.length))))
    }

    private static func header(_ frame: CWPFrame, _ payload: UnsafePointer<UInt8>?) -> cwp1_frame {
        cwp1_frame(
            opcode: frame.opcode.rawValue | (frame.isResponse ? 0x80 : 0), request_id: frame.requestID,
            status: frame.status.rawValue, flags: frame.flags.rawValue, length: UInt32(frame.payload.count),
            payload: payload)
    }
}
