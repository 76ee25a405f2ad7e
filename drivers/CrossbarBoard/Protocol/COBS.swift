/// Consistent overhead byte stuffing (S. Cheshire, M. Baker, IEEE/ACM Trans. Networking 7, 1999): no zero byte remains,
/// so that a zero can end a frame.
enum COBS {
    /// The most bytes that `count` bytes become.
    static func maximumSize(of count: Int) -> Int { count + 1 + count / 254 }

    /// Decodes `source`, the bytes between two delimiters, into `destination`, which has room for `source.count` bytes.
    ///
    /// Returns the number of bytes decoded, or nil when a block reaches past the end. A final block of 254 bytes may
    /// come with or without the empty block after it.
    static func decode(
        _ source: UnsafeBufferPointer<UInt8>, into destination: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        guard let input = source.baseAddress, let output = destination.baseAddress else { return nil }
        var read = 0
        var written = 0
        while read < source.count {
            let code = Int(input[read])
            guard code > 0, code <= source.count - read else { return nil }
            copy(input + read + 1, to: output + written, count: code - 1)
            read += code
            written += code - 1
            if code < 0xFF, read < source.count {
                output[written] = 0
                written += 1
            }
        }
        return written
    }

    /// Most blocks are a few bytes long, for which a call costs more than the copying.
    @inline(__always)
    private static func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
        if count < 16 {
            for index in 0..<count { target[index] = source[index] }
        } else {
            target.update(from: source, count: count)
        }
    }
}

/// Stuffs the pieces of one body, one after the other, into memory that has room for `COBS.maximumSize` of them all.
struct COBSWriter {
    private let output: UnsafeMutablePointer<UInt8>
    private var codePosition = 0
    private var position = 1

    /// Starts at `output`.
    init(_ output: UnsafeMutablePointer<UInt8>) {
        self.output = output
    }

    /// Adds `bytes` to the body.
    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        var start = codePosition
        var end = position
        for byte in bytes {
            if byte != 0 {
                output[end] = byte
                end += 1
            }
            if byte == 0 || end - start == 0xFF {
                output[start] = UInt8(truncatingIfNeeded: end - start)
                start = end
                end += 1
            }
        }
        codePosition = start
        position = end
    }

    /// Ends the body and adds the delimiter; returns the number of bytes written in all.
    mutating func finish() -> Int {
        output[codePosition] = UInt8(truncatingIfNeeded: position - codePosition)
        output[position] = 0
        return position + 1
    }
}
