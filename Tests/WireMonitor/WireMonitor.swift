/// Listens on the wire between a host and a CWP1 board and judges every byte.
///
/// Written apart from the limiter, the driver and their codec: it reads frames by its own parser and knows the limits
/// as plain numbers, so that a mistake over there is not made here again.
public struct WireMonitor {
    /// A request on its way, or answered.
    struct Request {
        let opcode: UInt8
        let key: UInt64
        let tile: Int?
        var transmissions = 1
        var answers = 0
        /// Payload of an answer whose last fragment has not come.
        var partialAnswer: [UInt8] = []
        /// Checksum of the first whole answer.
        var firstAnswer: UInt32?
    }

    /// What the wire is held against.
    public let limits: MonitorLimits
    /// Everything that must not have been there, in order.
    public internal(set) var violations: [Violation] = []
    /// Whether outputs may be live: from the moment ARM is sent until the board has confirmed that they are not.
    public internal(set) var isEnergised = false
    /// How long after its host's death the board was safe [s]; nil as long as it is not, or while the host lives.
    public internal(set) var secondsToSafe: Double?
    /// Frames of the host and of the board so far.
    public internal(set) var frames = (host: 0, board: 0)

    var now = 0.0
    var hostStream = FrameSplitter()
    var boardStream = FrameSplitter()
    var requests: [UInt16: Request] = [:]
    /// What the last session left unanswered; late answers to it are no surprise until HELLO is answered.
    var lastSession: [UInt16: Request] = [:]
    /// Whether the host may energise: it sent ARM 1 and nothing that disarms since.
    var hostHasArmed = false
    var boardIsArmed = false
    var input: (low: Int, high: Int)?
    var maximumInFlight: Int?
    /// Requests without an answer, urgent ones apart.
    var inFlight = 0
    /// Tiles that were being programmed when a session ended.
    var unknownTiles: Set<Int> = []
    var bias: [Int: [Int: Int]] = [:]
    var wear: [Int: [Int: Int]] = [:]
    private var death: Double?
    private var isLateReported = false

    /// A monitor of a board that is safe.
    public init(limits: MonitorLimits) { self.limits = limits }

    /// Bytes on their way to the board.
    public mutating func hostSent(_ bytes: [UInt8], at seconds: Double) {
        check(at: seconds)
        for piece in hostStream.take(bytes) {
            switch piece {
            case .frame(let frame):
                frames.host += 1
                judgeRequest(frame)
            case .garbage(let count):
                // A host that is killed leaves a frame unfinished; whoever speaks next ends it with a zero.
                if death == nil { report(.host, .noFrame, "\(count) bytes") }
            }
        }
    }

    /// Bytes on their way to the host.
    public mutating func boardSent(_ bytes: [UInt8], at seconds: Double) {
        check(at: seconds)
        for piece in boardStream.take(bytes) {
            switch piece {
            case .frame(let frame):
                frames.board += 1
                judgeAnswer(frame)
            case .garbage(let count): report(.board, .noFrame, "\(count) bytes")
            }
        }
    }

    /// The host was killed, or lost its link; from now on the safe state is due.
    public mutating func hostDied(at seconds: Double) {
        check(at: seconds)
        death = seconds
        secondsToSafe = isEnergised ? nil : 0
        isLateReported = false
    }

    /// A host is back; what the old one left behind on the wire is over.
    public mutating func hostReturned(at seconds: Double) {
        check(at: seconds)
        death = nil
        hostStream.forget()
    }

    /// Looks at the clock: reports a safe state that is overdue. Call it at the end, too.
    public mutating func check(at seconds: Double) {
        now = seconds
        guard let death, isEnergised, !isLateReported, seconds - death > limits.safeWithinSeconds else { return }
        isLateReported = true
        report(.host, .notSafeInTime, "still energised \(seconds - death) s after the host's death")
    }

    /// Ends the observation: a frame that has not ended is no frame.
    public mutating func finish(at seconds: Double) {
        check(at: seconds)
        if hostStream.unfinished > 0, death == nil {
            report(.host, .noFrame, "\(hostStream.unfinished) bytes at the end")
        }
        if boardStream.unfinished > 0 { report(.board, .noFrame, "\(boardStream.unfinished) bytes at the end") }
    }

    mutating func report(_ side: Violation.Side, _ rule: Violation.Rule, _ message: String) {
        violations.append(Violation(seconds: now, side: side, rule: rule, message: message))
    }

    /// The board is known to be safe.
    mutating func becomeSafe() {
        isEnergised = false
        boardIsArmed = false
        bias = [:]
        if let death, secondsToSafe == nil { secondsToSafe = now - death }
    }
}
