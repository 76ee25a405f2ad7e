extension CWPStatus {
    /// Whether an event with this code says that the board's outputs went safe.
    var meansSafe: Bool { Self.trips.contains(self) }

    /// Whether a request refused with this status was not executed, not even in part.
    var meansNotExecuted: Bool { Self.refusals.contains(self) }

    private static let trips: Set<CWPStatus> = [
        .safeStateForced, .watchdogExpired, .overCurrent, .overTemperature, .hardwareFault, .aborted,
    ]
    private static let refusals: Set<CWPStatus> = [
        .badVersion, .badOpcode, .badLength, .badParameter, .voltageOutOfRange, .indexOutOfRange, .busy, .notArmed,
        .unsupported,
    ]
}
