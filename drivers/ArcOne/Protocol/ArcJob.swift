import PhysicalDevices

/// A job for the board: a code line and its parameters.
///
/// Sources: the board's public Python clients, libarc1 and arc1_pyqt, for codes and order; see README.md.
public enum ArcJob: Sendable, Equatable {
    /// Restarts the board's controller. No reply.
    case reset
    /// Starts a session. The reply is the line `1`.
    case initialise(ArcSessionSettings)
    /// Sets read mode and voltage, and ends the start of a session. No reply.
    case setRead(ArcSessionSettings)
    /// Asks for the firmware's version: two 16-bit numbers. Old firmware stays silent.
    case version
    /// Reads one cell: one number.
    case read(ArcCell)
    /// Reads the first `words` x `bits` cells: one number each, word line by word line.
    case readAll(words: Int, bits: Int)
    /// Announces the readings of `count` cells; each cell is named by a `cell` and read before the next.
    case readMasked(count: Int)
    /// Names a cell within a job that asks for one.
    case cell(ArcCell)
    /// Pulses a cell and reads it: one number.
    case pulse(ArcCell, voltage: Voltage, width: TimeSpan)
    /// Closes a cross-point. No reply.
    case select(ArcCell)
    /// Pulses the cell whose cross-point is closed. No reply.
    case pulseSelected(voltage: Voltage, width: TimeSpan)
    /// Drives several word lines of one bit line at once.
    case bitLine(ArcBitLineJob)
    /// A test routine, on `count` cells; each is named by a `cell`, answered by triplets up to one of zeros.
    case routine(CharacterisationMethod, count: Int)

    /// What goes out.
    public var lines: ArcLines {
        switch self {
        case .reset: ArcLines("00")
        case .initialise(let session):
            ArcLines("0").adding(
                session.readCycles, session.words, session.bits, session.effectiveReadMode.rawValue,
                session.connection.rawValue, session.idleLines.rawValue
            ).adding(session.readVoltage.value)
        case .setRead(let session):
            ArcLines("01").adding(session.effectiveReadMode.rawValue).adding(session.readVoltage.value)
        case .version: ArcLines("999")
        case .read(let cell): ArcLines("1").adding(cell)
        case .readAll(let words, let bits): ArcLines("2").adding(1, words, bits)
        case .readMasked(let count): ArcLines("2").adding(2, ArcCell.lines, ArcCell.lines, count)
        case .cell(let cell): ArcLines("\(cell.word)").adding(cell.bit)
        case .pulse(let cell, let voltage, let width):
            ArcLines("3").adding(cell).adding(voltage.value, width.value)
        case .select(let cell): ArcLines("02").adding(cell)
        case .pulseSelected(let voltage, let width): ArcLines("04").adding(voltage.value, width.value)
        case .bitLine(let job): job.lines
        case .routine(let method, let count): ArcRoutine.lines(method, count: count)
        }
    }
}

/// The parameters of a bit line job: several word lines of one bit line, read as one sum or pulsed together.
public struct ArcBitLineJob: Sendable, Equatable {
    /// What is done.
    public enum Action: Int, Sendable {
        /// The current of all word lines together is read.
        case read = 1
        /// The word lines are pulsed; every word line of the array is read before and after.
        case write = 2
    }

    /// What is done.
    public var action: Action
    /// The bit line, from 1.
    public var bit: Int
    /// The word lines, from 1.
    public var words: [Int]
    /// Voltage of a pulse [V].
    public var writeVoltage = Voltage(1)
    /// Width of a pulse [s].
    public var writeWidth = TimeSpan(100e-6)
    /// Voltage of a reading [V].
    public var readVoltage: Voltage

    /// A job that reads.
    public init(reading bit: Int, words: [Int], readVoltage: Voltage) {
        action = .read
        self.bit = bit
        self.words = words
        self.readVoltage = readVoltage
    }

    /// A job that pulses.
    public init(writing bit: Int, words: [Int], pulse: BitLinePulse) {
        action = .write
        self.bit = bit
        self.words = words
        writeVoltage = pulse.voltage
        writeWidth = pulse.width
        readVoltage = pulse.readVoltage
    }

    var lines: ArcLines {
        let head = ArcLines("50").adding(writeVoltage.value, writeWidth.value, readVoltage.value)
            .adding(words.count, bit, action.rawValue)
        return words.reduce(head) { $0.adding($1) }
    }
}
