import PhysicalDevices
import Transports

/// One thing that happened while a device was recorded.
public struct WireRecord: Sendable {
    /// [s] Since the recording began; never less than that of the record before.
    public var seconds: Double
    /// What happened.
    public var event: WireEvent

    /// A record from its parts.
    public init(seconds: Double, event: WireEvent) {
        self.seconds = seconds
        self.event = event
    }
}

/// What can happen. Streams are numbered from 1 in the order in which they were opened during the recording; 0 is one
/// that was open before.
public enum WireEvent: Sendable {
    /// A stream was opened.
    case opened(stream: Int, address: String)
    /// A stream could not be opened.
    case openFailed(ByteStreamError)
    /// The driver wrote these bytes in one piece; noted before they went out.
    case sent(stream: Int, [UInt8])
    /// The driver read these bytes in one piece.
    case received(stream: Int, [UInt8])
    /// The driver threw away what had come and was not read.
    case discarded(stream: Int)
    /// A write failed, that of the `sent` record before on this stream.
    case writeFailed(stream: Int, ByteStreamError)
    /// The far end was found gone.
    case hungUp(stream: Int)
    /// The driver closed the stream.
    case closed(stream: Int)
    /// The laboratory asked the driver for something.
    case began(operation: Int, DeviceOperation)
    /// What came of it.
    case ended(operation: Int, RecordedOutcome)
    /// Records from here on are missing, and why. The last record.
    case lost(String)
    /// The recording was ended, and why. The last record.
    case finished(String)

    /// Whether nothing can follow.
    public var isLast: Bool {
        switch self {
        case .lost, .finished: true
        default: false
        }
    }

    /// [byte] About what the event takes in memory.
    var cost: Int {
        switch self {
        case .sent(_, let bytes), .received(_, let bytes): 128 + bytes.count
        case .began(_, let operation): 512 + operation.valueBytes
        case .ended(_, let outcome): 512 + outcome.valueBytes
        default: 256
        }
    }
}
