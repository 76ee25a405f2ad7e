/// Where a device stands between being unplugged and being at work.
///
/// absent -> opening -> ready <-> busy -> degraded -> lost -> (back). `unknown` blocks everything that energises until
/// the hardware has been read back.
public enum DeviceState: String, Sendable, CaseIterable {
    /// Configured, not there (or not opened yet).
    case absent
    /// Being identified.
    case opening
    /// Identified, idle, outputs safe or holding.
    case ready
    /// An operation is under way.
    case busy
    /// Works, but not as it should; see the device's message.
    case degraded
    /// Was there and is gone.
    case lost
    /// There, but what its outputs or cells hold is not known.
    case unknown
}

/// What is known of the hardware after an operation, above all after one that failed.
public enum HardwareState: String, Sendable, CaseIterable {
    /// Outputs are off: the named safe state was reached and confirmed.
    case safe
    /// The hardware is as it was before the operation began: nothing of it was applied.
    case asBefore = "as-before"
    /// It cannot be said what was applied. Read back before energising again.
    case unknown
}
