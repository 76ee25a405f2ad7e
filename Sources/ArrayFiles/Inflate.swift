import CZlib

/// Streaming decompression by zlib, with a bound on what comes out.
enum Inflate {
    /// What wraps the deflate stream; the raw values are zlib's `windowBits`.
    enum Container: Int32 {
        case gzip = 31
        case raw = -15
    }

    /// Why no further output comes.
    enum End: Equatable {
        /// The stream is complete, its checksum right if it has one.
        case complete
        /// The stream has more output than `limit`.
        case limitReached
        /// The input ends inside the stream.
        case inputEnded
        /// The stream breaks the format; zlib's words.
        case corrupt(String)
    }

    /// Deflate cannot expand one byte to more than 1 032 (zlib's technical notes): what announces more, lies.
    static func couldExpand(_ compressed: Int, to size: Int) -> Bool { size / 1032 <= compressed }

    /// Inflates one stream at the start of `input`: at most `limit` bytes, how much input they took, and why it ended.
    ///
    /// `expected` is a hint for the first allocation and may be wrong.
    static func stream(
        _ input: UnsafeBufferPointer<UInt8>, _ container: Container, expected: Int, limit: Int
    ) -> (output: [UInt8], consumed: Int, end: End) {
        var output: [UInt8] = []
        var consumed = 0
        var state = z_stream()
        // zlib keeps the address of its state, so all calls happen under one pointer to it.
        let end: End = withUnsafeMutablePointer(to: &state) { state in
            guard pibd_inflate_init(state, container.rawValue) == Z_OK else { return .corrupt("zlib did not start") }
            defer { inflateEnd(state) }
            var room = expected + 1
            while output.count <= limit {
                // One byte more than the limit tells a stream that ends there from one that goes on.
                room = min(room, limit + 1 - output.count)
                let rest = UnsafeBufferPointer(rebasing: input[consumed...])
                let (code, chunk) = step(state, rest, room: room)
                consumed += min(rest.count, Int(UInt32.max)) - Int(state.pointee.avail_in)
                if output.isEmpty { output = chunk } else { output += chunk }
                switch code {
                case Z_OK: room = max(output.count, 1 << 14)
                case Z_STREAM_END: return output.count <= limit ? .complete : .limitReached
                case Z_BUF_ERROR: return .inputEnded
                default: return .corrupt(state.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)")
                }
            }
            return .limitReached
        }
        if output.count > limit { output.removeLast(output.count - limit) }
        return (output, consumed, end)
    }

    /// One call of zlib: its code and at most `room` bytes of output.
    private static func step(
        _ state: UnsafeMutablePointer<z_stream>, _ input: UnsafeBufferPointer<UInt8>, room: Int
    ) -> (code: Int32, output: [UInt8]) {
        var code = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            let available = UInt32(clamping: room)
            state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            state.pointee.avail_in = UInt32(clamping: input.count)
            state.pointee.next_out = buffer.baseAddress
            state.pointee.avail_out = available
            code = inflate(state, Z_NO_FLUSH)
            count = Int(available - state.pointee.avail_out)
        }
        return (code, output)
    }
}
