import PhysicalDevices
import Simulated

/// An ArC ONE board as a machine of bytes in and bytes out, with a simulated chip in its socket.
///
/// As on the board there are no error replies: an unknown job is ignored, and a short one waits for the rest.
public struct ArcOneMachine: Sendable {
    /// What a machine is told beyond the chip.
    public struct Settings: Sendable, Equatable {
        /// Major and minor version of the firmware; nil for old firmware, which does not know the question.
        public var firmware: (major: UInt16, minor: UInt16)? = (1, 7)
        /// [s] after a reset in which nothing is heard.
        public var bootTime = 0.5
        /// [s] that one cycle of a reading takes.
        public var readCycle = 10e-6
        /// How much longer pulses take than they should; 0 makes routines answer at once.
        public var timeScale = 1.0

        /// A board that takes its time.
        public init() {}

        /// A board that takes none, for tests.
        public static var instant: Settings {
            var settings = Settings()
            (settings.bootTime, settings.readCycle, settings.timeScale) = (0, 0, 0)
            return settings
        }

        public static func == (left: Settings, right: Settings) -> Bool {
            left.firmware?.major == right.firmware?.major && left.firmware?.minor == right.firmware?.minor
                && left.bootTime == right.bootTime && left.readCycle == right.readCycle
                && left.timeScale == right.timeScale
        }
    }

    /// What the board says, and how long after it was asked.
    public struct Reply: Sendable, Equatable {
        /// The bytes.
        public var bytes: [UInt8]
        /// [s]
        public var delay: Double
    }

    struct Session: Sendable {
        var readCycles: Int
        var words: Int
        var bits: Int
        var readVoltage: Double
    }

    enum State: Sendable {
        case idle
        /// The lines of a job are coming in.
        case collecting(job: String, values: [String])
        /// A job waits for the addresses of cells.
        case addressing(Addressed, left: Int, word: Int?)
        /// A routine works on a cell; more cells may follow.
        case running(any EmulatedRoutine, Addressed, left: Int, row: Int, column: Int, due: Double)
    }

    /// A job that is done for each of a list of cells.
    enum Addressed: Sendable {
        case read
        case routine(job: String, values: [String])
    }

    /// Longest line; what is longer is no line of this protocol and is dropped.
    static let longestLine = 64
    static let longestBacklog = 4096
    /// [s]
    static let shortestTrain = 1e-6

    let settings: Settings
    var chip: ArcOneChip
    var firmware: (major: UInt16, minor: UInt16)?
    var session: Session?
    var selected: (row: Int, column: Int)?
    var state = State.idle
    var replies: [Reply] = []
    private var line: [UInt8] = []
    private var backlog: [String] = []
    private var deafUntil = -Double.infinity

    /// A board with a chip made from `seed`.
    public init(
        parameters: CrossbarParameters = ArcOneMachine.parameters, seed: UInt64, settings: Settings = Settings()
    ) {
        chip = ArcOneChip(parameters: parameters, seed: seed)
        self.settings = settings
        firmware = settings.firmware
    }

    /// The chip that fits the board: one tile of 32 x 32 cells.
    public static var parameters: CrossbarParameters {
        var parameters = CrossbarParameters()
        (parameters.tiles, parameters.rows, parameters.columns) = (1, 32, 32)
        return parameters
    }

    /// Pulses that reached cells since the board was made.
    public var pulses: Int { chip.pulses }

    /// Conductances of the first tile's block, without noise [S].
    public func conductances(rows: Range<Int>, columns: Range<Int>) -> [Float] {
        var chip = chip.chip
        return chip.conductances(CellBlock(tile: 0, rows: rows, columns: columns)).elements
    }

    /// Takes in bytes; returns what is to be said.
    public mutating func receive(_ bytes: [UInt8], at seconds: Double) -> [Reply] {
        replies = []
        for byte in bytes where seconds >= deafUntil {
            guard byte == 0x0A else {
                if line.count < Self.longestLine { line.append(byte) }
                continue
            }
            let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
            line = []
            // Blank lines are white space between two values.
            if !text.isEmpty { hear(text, at: seconds) }
        }
        return takeReplies(at: seconds)
    }

    /// Lets time pass; returns what is to be said.
    public mutating func tick(at seconds: Double) -> [Reply] {
        replies = []
        return takeReplies(at: seconds)
    }

    /// Restarts the controller: the session is gone, and whatever was under way.
    public mutating func restart(at seconds: Double) {
        state = .idle
        session = nil
        selected = nil
        line = []
        backlog = []
        deafUntil = settings.bootTime > 0 ? seconds + settings.bootTime : seconds
    }

    private mutating func takeReplies(at seconds: Double) -> [Reply] {
        advance(to: seconds)
        return replies
    }

    /// One line, or one more in the queue of a board at work. A reset is heard at once.
    private mutating func hear(_ text: String, at seconds: Double) {
        if case .running = state {
            if text == "00" {
                restart(at: seconds)
            } else if backlog.count < Self.longestBacklog {
                backlog.append(text)
            }
            return
        }
        take(text, at: seconds)
        advance(to: seconds)
    }

    /// Goes on with a routine, and with what was queued behind it.
    private mutating func advance(to seconds: Double) {
        while true {
            if case .running(var routine, let job, let left, let row, let column, let due) = state {
                guard due <= seconds else { return }
                var cell = EmulatedCell(chip: chip, row: row, column: column)
                let train = routine.nextTrain(&cell)
                chip = cell.chip
                guard let train else {
                    reply(EmulatedMeasurement.end.bytes)
                    state = left > 0 ? .addressing(job, left: left, word: nil) : .idle
                    continue
                }
                for measurement in train.measurements { reply(measurement.bytes) }
                let readings = Double(train.measurements.count) * readTime
                // No train is free, or one without width and pause would hold up everything else.
                let pulses = max(train.duration, Self.shortestTrain) * settings.timeScale
                state = .running(
                    routine, job, left: left, row: row, column: column, due: due + pulses + readings)
            } else if !backlog.isEmpty {
                take(backlog.removeFirst(), at: seconds)
            } else {
                return
            }
        }
    }

    var readTime: Double { settings.readCycle * Double(session?.readCycles ?? 0) }

    mutating func reply(_ bytes: [UInt8], after delay: Double = 0) { replies.append(Reply(bytes: bytes, delay: delay)) }

    /// A number as the board sends it.
    static func bytes(_ number: Double) -> [UInt8] {
        let pattern = Float(number).bitPattern
        return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: pattern >> $0) }
    }
}
