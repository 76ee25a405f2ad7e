import CrossbarBoard

/// The safety state machine of the board: armed or safe, watched or not, tripped or not.
struct SafetyState: Sendable {
    /// [0.01 degC] of a board at ease, and of one that is too hot.
    static let coolCentidegrees: Int16 = 2_500
    static let hotCentidegrees: Int16 = 9_500

    var isArmed = false
    /// 0 for off.
    var watchdogMilliseconds: UInt16 = 0
    /// The limit that has tripped; a new session clears it, unless the board is still too hot.
    private(set) var trip: CWPStatus?
    private(set) var hotUntil = 0.0
    private var lastHeard = 0.0

    init(trip: CWPStatus? = nil, hotUntil: Double = 0) {
        self.trip = trip
        self.hotUntil = hotUntil
    }

    mutating func heard(at seconds: Double) { lastHeard = seconds }

    mutating func latch(_ status: CWPStatus, until end: Double?) {
        trip = status
        if let end { hotUntil = end }
    }

    func isHot(at seconds: Double) -> Bool { seconds < hotUntil }

    /// [s] of silence when an armed board has heard nothing for longer than the watchdog allows; nil otherwise.
    func watchdogExpired(at seconds: Double) -> Double? {
        let silence = seconds - lastHeard
        let isOver = isArmed && watchdogMilliseconds > 0 && silence * 1000 > Double(watchdogMilliseconds)
        return isOver ? silence : nil
    }

    /// The state bits, and the temperature [0.01 degC].
    func status(at seconds: Double) -> (state: CWPBoardStatus.State, temperature: Int16) {
        var state: CWPBoardStatus.State = []
        if isArmed { state.insert(.armed) }
        if watchdogMilliseconds > 0 { state.insert(.watchdog) }
        if let trip { state.formUnion([.fault, trip == .overCurrent ? .overCurrent : .overTemperature]) }
        return (state, isHot(at: seconds) ? Self.hotCentidegrees : Self.coolCentidegrees)
    }
}
