import NIOCore

/// Cuts the bytes of a connection into messages at their NULs.
package struct MessageFraming {
    /// What the bytes so far hold.
    package enum Next: Equatable {
        /// One whole message, without its NUL.
        case message([UInt8])
        /// More bytes are needed.
        case incomplete
        /// The next message is longer than allowed.
        case oversized
    }

    private let maximumMessageBytes: Int
    private var buffer = ByteBuffer()
    /// Bytes from the reader index on that are known to hold no NUL, so that none is looked at twice.
    private var scanned = 0

    package init(maximumMessageBytes: Int) {
        self.maximumMessageBytes = maximumMessageBytes
    }

    /// Bytes received and not yet taken.
    package var bufferedBytes: Int { buffer.readableBytes }

    package mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeImmutableBuffer(bytes)
        }
    }

    package mutating func next() -> Next {
        guard let end = buffer.readableBytesView.dropFirst(scanned).firstIndex(of: 0) else {
            scanned = buffer.readableBytes
            return scanned > maximumMessageBytes ? .oversized : .incomplete
        }
        let length = end - buffer.readerIndex
        guard length <= maximumMessageBytes else { return .oversized }
        guard let message = buffer.readBytes(length: length) else { return .incomplete }
        buffer.moveReaderIndex(forwardBy: 1)
        scanned = 0
        if buffer.readableBytes == 0 {
            // An idle connection does not keep the memory its largest message needed.
            buffer = ByteBuffer()
        } else {
            buffer.discardReadBytes()
        }
        return .message(message)
    }
}
