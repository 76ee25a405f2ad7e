/// What can go wrong with a device, by its name in fault scripts. Meaning and effect: docs/faults.md.
public enum FaultKind: String, Sendable, CaseIterable, Codable {
    /// The link goes away, and comes back after a while.
    case dropLink = "drop-link"
    /// A reply comes later than it should, and those behind it wait.
    case delayReply = "delay-reply"
    /// A reply comes after the host has given it up; those behind it do not wait.
    case lateReply = "late-reply"
    /// A reply comes twice.
    case duplicateReply = "duplicate-reply"
    /// The end of a reply is missing.
    case truncateReply = "truncate-reply"
    /// One byte of a reply is wrong.
    case corruptByte = "corrupt-byte"
    /// The request is carried out, and its reply never comes.
    case dropReply = "drop-reply"
    /// The device neither listens nor answers for a while.
    case stall
    /// The device says that it is another one.
    case wrongSerial = "wrong-serial"
    /// The supply fails for a moment: the device restarts in the middle of what it did.
    case brownOut = "brown-out"
    /// The current limit trips.
    case overCurrent = "over-current"
    /// The temperature limit trips, and the device stays too hot for a while.
    case overTemperature = "over-temperature"
    /// Cells no longer move: half of them at the lower end of their window, half at the upper.
    case stuckCells = "stuck-cells"
    /// Outputs give nothing any more.
    case deadOutputs = "dead-outputs"
    /// The cells lose conductance as if that much time had passed.
    case drift
    /// One vector (or frame) of a measurement is missing.
    case droppedFrame = "dropped-frame"

    /// What a fault of this kind acts on.
    public enum Target: Sendable, Equatable {
        /// One reply on its way: the fault waits for the next one.
        case reply
        /// The link or the whole device, at any moment.
        case device
        /// The cells and the circuits behind them, for good.
        case cells
    }

    /// What a fault of this kind acts on.
    public var target: Target {
        switch self {
        case .delayReply, .lateReply, .duplicateReply, .truncateReply, .corruptByte, .dropReply, .droppedFrame: .reply
        case .dropLink, .stall, .wrongSerial, .brownOut, .overCurrent, .overTemperature: .device
        case .stuckCells, .deadOutputs, .drift: .cells
        }
    }

    /// The parameter that a fault of this kind has.
    public enum Parameter: String, Sendable, Equatable {
        /// A time [s].
        case duration
        /// A part of the whole, above 0 and at most 1.
        case share
        /// A serial number.
        case serial
    }

    /// The parameter of this kind; nil for none.
    public var parameter: Parameter? {
        switch self {
        case .dropLink, .delayReply, .lateReply, .stall, .overTemperature, .drift: .duration
        case .stuckCells, .deadOutputs: .share
        case .wrongSerial: .serial
        case .duplicateReply, .truncateReply, .corruptByte, .dropReply, .brownOut, .overCurrent, .droppedFrame: nil
        }
    }

    /// [s] that hold where a script gives no duration.
    public var defaultDuration: Double {
        switch self {
        case .delayReply: 0.1
        case .lateReply: 2
        case .overTemperature: 5
        case .drift: 3600
        default: 1
        }
    }
}
