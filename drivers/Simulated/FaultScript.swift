import FaultScripts

/// A fault schedule at work on one simulated device: what is due, and what lasts.
struct FaultScript {
    /// [s] that a request and its repetition take together when the first answer made no sense.
    static let repetitionTime = 0.2

    var schedule: FaultSchedule
    /// The clock [s].
    let seconds: @Sendable () -> Double
    /// When the device answers again [s].
    var awayUntil = 0.0
    /// The serial number it gives instead of its own.
    var serial: String?
    /// The limit that has tripped.
    private(set) var trip: Fault?

    private var operations = 0
    private var hotUntil = 0.0

    init(schedule: FaultSchedule, seconds: @escaping @Sendable () -> Double) {
        self.schedule = schedule
        self.seconds = seconds
    }

    /// The faults of the next operation.
    mutating func next() -> [Fault] {
        operations += 1
        return schedule.due(operation: operations, seconds: seconds())
    }

    mutating func trip(_ fault: Fault) {
        trip = fault
        if fault.kind == .overTemperature { hotUntil = seconds() + fault.duration }
    }

    /// Resets what has tripped, unless the device is still too hot.
    mutating func acknowledgeTrip() -> Bool {
        guard seconds() >= hotUntil else { return false }
        trip = nil
        return true
    }

    /// Ends whatever lasts.
    mutating func forgetAbsence() {
        awayUntil = 0
        hotUntil = 0
        serial = nil
    }
}
