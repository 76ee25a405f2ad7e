/// A failed device operation: what happened, on what, what to do, and in which state it left the hardware.
public struct DeviceError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was.
    public enum Code: String, Sendable {
        /// The request is outside the safety envelope; nothing was driven.
        case refusedByEnvelope = "refused-by-envelope"
        /// The device was put into its safe state and stays there until armed again.
        case heldSafe = "held-safe"
        /// The request does not fit the device (shape, range, capability); nothing was driven.
        case invalidRequest = "invalid-request"
        /// The device cannot do this at all.
        case notSupported = "not-supported"
        /// The device is not open or not ready.
        case notReady = "not-ready"
        /// The device is gone.
        case lost
        /// No answer in time.
        case timedOut = "timed-out"
        /// The device answered with something that cannot be true (NaN, a wrong shape).
        case invalidReading = "invalid-reading"
        /// The device reported a fault of its own.
        case hardwareFault = "hardware-fault"
    }

    /// What kind of failure it was.
    public let code: Code
    /// What went wrong, in a sentence.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String
    /// Id of the device.
    public let device: String
    /// The operation, for instance `process` or `program`.
    public let operation: String
    /// What is known of the hardware now.
    public let hardwareState: HardwareState
    /// The error underneath, as text.
    public let cause: String?

    /// An error from its parts.
    public init(
        _ code: Code, _ message: String, remedy: String, device: String, operation: String,
        hardwareState: HardwareState, cause: String? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.device = device
        self.operation = operation
        self.hardwareState = hardwareState
        self.cause = cause
    }

    public var description: String {
        "\(device): \(operation): \(message)\(cause.map { " (\($0))" } ?? ""); hardware state: "
            + "\(hardwareState.rawValue). \(remedy)"
    }
}
