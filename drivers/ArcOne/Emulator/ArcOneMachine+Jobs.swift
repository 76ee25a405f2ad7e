/// The jobs: how many lines they take and what they do.
extension ArcOneMachine {
    /// One line.
    mutating func take(_ text: String, at seconds: Double) {
        switch state {
        case .idle:
            begin(text, at: seconds)
        case .collecting(let job, let values):
            collect(job, values + [text], at: seconds)
        case .addressing(let job, let left, let word):
            address(job, left: left, word: word, text, at: seconds)
        case .running:
            break
        }
    }

    private mutating func begin(_ job: String, at seconds: Double) {
        // A board without a session knows how to begin one, and nothing else.
        guard session != nil || ["0", "00", "999"].contains(job) else { return }
        collect(job, [], at: seconds)
    }

    private mutating func collect(_ job: String, _ values: [String], at seconds: Double) {
        guard let needed = Self.lines(of: job, JobValues(values)) else {
            state = .idle
            return
        }
        guard values.count >= needed else {
            state = .collecting(job: job, values: values)
            return
        }
        state = .idle
        execute(job, values, at: seconds)
    }

    /// How many lines a job takes, given those that have come; nil for an unknown job.
    private static func lines(of job: String, _ values: JobValues) -> Int? {
        switch job {
        case "00", "999": 0
        case "01", "02", "04", "1": 2
        case "0": 7
        case "3", "220": 4
        case "2": values.integer(0) == 2 ? 4 : 3
        case "50": 6 + values.count(3, most: 32)
        case "191": 11
        case "14": 12
        case "141", "15", "152", "201", "21": 13
        default: nil
        }
    }

    private mutating func execute(_ job: String, _ texts: [String], at seconds: Double) {
        let values = JobValues(texts)
        switch job {
        case "00": restart(at: seconds)
        case "999":
            if let firmware {
                reply([firmware.major, firmware.minor].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
            }
        case "0": initialise(values)
        case "01": session?.readVoltage = values.number(1)
        case "02": selected = cell(values.integer(0), values.integer(1))
        case "04":
            if let selected {
                chip.pulse(
                    row: selected.row, column: selected.column, voltage: values.number(0), width: values.number(1))
            }
        case "1": readOne(cell(values.integer(0), values.integer(1)), after: readTime)
        case "2": read(values)
        case "3": pulse(values)
        case "50": multiBias(values)
        default:
            // The number of cells is the last line.
            let count = values.count(texts.count - 1, most: 1024)
            if count > 0 { state = .addressing(.routine(job: job, values: texts), left: count, word: nil) }
        }
    }

    private mutating func initialise(_ values: JobValues) {
        let (words, bits) = (values.integer(1), values.integer(2))
        guard (1...chip.rows).contains(words), (1...chip.columns).contains(bits) else { return }
        session = Session(
            readCycles: values.count(0), words: words, bits: bits, readVoltage: values.number(6))
        reply(Array("1\n".utf8))
    }

    /// The row and column of an address; nil where the array has none.
    private func cell(_ word: Int, _ bit: Int) -> (row: Int, column: Int)? {
        guard let session, (1...session.words).contains(word), (1...session.bits).contains(bit) else { return nil }
        return (word - 1, bit - 1)
    }

    private mutating func readOne(_ cell: (row: Int, column: Int)?, after delay: Double) {
        selected = nil
        guard let cell else { return }
        reply(Self.bytes(chip.resistance(row: cell.row, column: cell.column)), after: delay)
    }

    private mutating func read(_ values: JobValues) {
        selected = nil
        guard values.integer(0) != 2 else {
            let count = values.count(3, most: 1024)
            if count > 0 { state = .addressing(.read, left: count, word: nil) }
            return
        }
        let words = values.count(1, most: chip.rows)
        let bits = values.count(2, most: chip.columns)
        var bytes: [UInt8] = []
        for row in 0..<words {
            for column in 0..<bits { bytes += Self.bytes(chip.resistance(row: row, column: column)) }
        }
        reply(bytes, after: readTime * Double(words * bits))
    }

    private mutating func pulse(_ values: JobValues) {
        guard let cell = cell(values.integer(0), values.integer(1)) else { return }
        let width = values.number(3)
        chip.pulse(row: cell.row, column: cell.column, voltage: values.number(2), width: width)
        readOne(cell, after: readTime + max(0, width) * settings.timeScale)
    }

    private mutating func address(_ job: Addressed, left: Int, word: Int?, _ text: String, at seconds: Double) {
        guard let word else {
            state = .addressing(job, left: left, word: JobValues([text]).integer(0))
            return
        }
        let cell = cell(word, JobValues([text]).integer(0))
        state = left > 1 ? .addressing(job, left: left - 1, word: nil) : .idle
        guard let cell else { return }
        switch job {
        case .read: readOne(cell, after: readTime)
        case .routine(let name, let values):
            selected = nil
            guard let routine = Self.routine(name, JobValues(values)) else { return }
            state = .running(routine, job, left: left - 1, row: cell.row, column: cell.column, due: seconds)
        }
    }

    private static func routine(_ job: String, _ values: JobValues) -> (any EmulatedRoutine)? {
        switch job {
        case "141": EmulatedFormFinder(values, hasMode: true)
        case "14": EmulatedFormFinder(values, hasMode: false)
        case "15", "152": EmulatedSwitchSeeker(values)
        case "201": EmulatedCurveTracer(values)
        case "191": EmulatedEndurance(values)
        case "21": EmulatedConvergence(values)
        case "220": EmulatedChronoAmperometry(values)
        default: nil
        }
    }

    private mutating func multiBias(_ values: JobValues) {
        selected = nil
        guard let session, let column = cell(1, values.integer(4))?.column else { return }
        let rows = (0..<values.count(3, most: 32)).map { values.integer(6 + $0) - 1 }
            .filter { (0..<session.words).contains($0) }
        let (voltage, width, readVoltage) = (values.number(0), values.number(1), values.number(2))
        if values.integer(5) == 1 {
            let sum = EmulatedMeasurement(
                resistance: chip.resistance(rows: rows, column: column), voltage: readVoltage, width: width)
            return reply(sum.bytes, after: readTime)
        }
        readWordLines(column, session.words, readVoltage, width)
        for row in 0..<session.words {
            // The lines that are not meant see half the voltage.
            let seen = rows.contains(row) ? voltage : voltage / 2
            chip.pulse(row: row, column: column, voltage: seen, width: width)
        }
        readWordLines(column, session.words, readVoltage, width)
    }

    private mutating func readWordLines(_ column: Int, _ words: Int, _ readVoltage: Double, _ width: Double) {
        let bytes = (0..<words).flatMap { row in
            EmulatedMeasurement(
                resistance: chip.resistance(row: row, column: column), voltage: readVoltage, width: width
            ).bytes
        }
        reply(bytes, after: readTime * Double(words))
    }
}
