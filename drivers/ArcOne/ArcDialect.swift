import WireRecordings

/// What a replay must know of the ArC ONE's protocol: a job is a code line and a number of parameter lines that
/// follows from the code; replies have no form of their own. Nothing legitimately differs from session to session.
public struct ArcDialect: WireDialect {
    /// The dialect.
    public init() {}

    public func splitter(_ direction: WireDirection) -> any WireSplitter {
        direction == .outbound ? ArcJobSplitter() : WholeWrites().splitter(direction)
    }

    public func summary(of message: WireMessage, _ direction: WireDirection) -> String {
        guard direction == .outbound else { return "\(message.bytes.count) bytes" }
        let lines = ArcJobForm.lines(message.bytes)
        if lines.count == 2 { return "cell \(lines[0]), \(lines[1])" }
        guard let first = lines.first, let form = ArcJobForm.form(code: first) else {
            return "the line \"\(lines.first ?? "")\""
        }
        return "\(form.name) (job \(first))"
    }

    public func fields(of message: WireMessage, _ direction: WireDirection) -> [WireField] {
        guard direction == .outbound else { return [] }
        let lines = ArcJobForm.lines(message.bytes)
        // No job is of two lines: a cell is.
        if lines.count == 2 { return [WireField("word line", lines[0]), WireField("bit line", lines[1])] }
        guard let first = lines.first, let form = ArcJobForm.form(code: first) else {
            return lines.map { WireField("line", $0) }
        }
        return lines.enumerated().map { index, line in
            let name = index == 0 ? "job" : index <= form.parameters.count ? form.parameters[index - 1] : nil
            return WireField(name ?? "parameter \(index)", line)
        }
    }
}

/// How many lines a job has, and what they mean.
struct ArcJobForm {
    let name: String
    let parameters: [String]
    /// Which parameter says how many word lines or cells follow.
    var counter: Int?
    /// Whether what follows are cells, each a message of its own as each is answered.
    var namesCells = false

    static func form(code: String) -> ArcJobForm? { forms[code] }

    /// The lines of a message, without their ends; bytes that are not ASCII become question marks.
    static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { line in
            String(line.prefix(40).map { (0x20..<0x7F).contains($0) ? Character(UnicodeScalar($0)) : "?" })
        }
    }

    private static let ramp = ["Vmin", "Vstep", "Vmax", "pwmin", "pwstep", "pwmax", "interpulse"]
    private static let switching = ArcJobForm(
        name: "SwitchSeeker",
        parameters: [
            "pw", "Vmin", "Vstep", "Vmax", "interpulse", "threshold", "reads", "pulses", "cycles", "tolerance",
            "read after", "stage II", "cells",
        ], counter: 13, namesCells: true)

    private static let forms: [String: ArcJobForm] = [
        "00": ArcJobForm(name: "reset", parameters: []),
        "0": ArcJobForm(
            name: "start a session",
            parameters: ["read cycles", "words", "bits", "read mode", "session type", "sneak path", "Vread"]),
        "01": ArcJobForm(name: "set the reading", parameters: ["read mode", "Vread"]),
        "999": ArcJobForm(name: "ask for the version", parameters: []),
        "1": ArcJobForm(name: "read one cell", parameters: ["word line", "bit line"]),
        "2": ArcJobForm(name: "read cells", parameters: ["kind", "words", "bits"]),
        "3": ArcJobForm(name: "pulse and read", parameters: ["word line", "bit line", "V", "pw"]),
        "02": ArcJobForm(name: "select a cell", parameters: ["word line", "bit line"]),
        "04": ArcJobForm(name: "pulse the selected cell", parameters: ["V", "pw"]),
        "50": ArcJobForm(
            name: "MultiBias", parameters: ["Vwrite", "pw", "Vread", "words", "bit line", "action"], counter: 4),
        "141": ArcJobForm(
            name: "FormFinder",
            parameters: ramp + ["threshold", "threshold %", "mode", "series resistor", "pulses", "cells"],
            counter: 13, namesCells: true),
        "15": switching, "152": switching,
        "201": ArcJobForm(
            name: "CurveTracer",
            parameters: [
                "Vpos", "Vneg", "Vstart", "Vstep", "pw", "interpulse", "CS+", "CS-", "cycles", "type", "span",
                "halt", "cells",
            ], counter: 13, namesCells: true),
        "191": ArcJobForm(
            name: "Endurance",
            parameters: [
                "Vpos", "pwpos", "CCpos", "Vneg", "pwneg", "CCneg", "interpulse", "positive pulses",
                "negative pulses", "cycles", "cells",
            ], counter: 11, namesCells: true),
        "21": ArcJobForm(
            name: "ConvergeToState",
            parameters: ramp + ["R target", "R tolerance %", "Ro tolerance %", "pulses", "polarity", "cells"],
            counter: 13, namesCells: true),
    ]

    static let maskedRead = ArcJobForm(
        name: "read chosen cells", parameters: ["kind", "words", "bits", "cells"], counter: 4, namesCells: true)
}

/// Cuts at the ends of jobs.
struct ArcJobSplitter: WireSplitter {
    /// Longer lines and counts are none of this protocol, and must not make the splitter wait for more.
    private static let longestLine = 256
    private static let largestCount = 4096

    private(set) var rest: [UInt8] = []
    private var lines: [String] = []
    private var lineStart = 0
    private var form: ArcJobForm?
    /// Lines that the message still needs.
    private var missing = 0
    /// Cells that are still to be named.
    private var cells = 0

    mutating func receive(_ bytes: [UInt8]) -> [WireMessage] {
        var messages: [WireMessage] = []
        for byte in bytes {
            rest.append(byte)
            let isTooLong = rest.count - lineStart > Self.longestLine
            guard byte == 0x0A || isTooLong else { continue }
            if isTooLong { (missing, cells, form) = (0, 0, nil) } else { takeLine() }
            lineStart = rest.count
            guard missing == 0 else { continue }
            messages.append(WireMessage(bytes: rest, content: rest))
            rest = []
            lines = []
            lineStart = 0
            form = nil
        }
        return messages
    }

    private mutating func takeLine() {
        lines.append(String(decoding: rest[lineStart...].dropLast(), as: UTF8.self))
        if lines.count == 1 { begin() } else { missing -= 1 }
        if lines.count == 2, lines[0] == "2", lines[1] == "2" {
            form = .maskedRead
            missing += 1
        }
        guard let form, form.counter == lines.count - 1 else { return }
        let count = Int(lines[lines.count - 1]).map { min(max($0, 0), Self.largestCount) } ?? 0
        if form.namesCells { cells = count } else { missing += count }
    }

    /// The first line of a message: a job's code, or the word line of a cell that an earlier job asked for.
    private mutating func begin() {
        if cells > 0, Int(lines[0]) != nil, lines[0] != "00" {
            cells -= 1
            missing = 1
            return
        }
        cells = 0
        form = ArcJobForm.form(code: lines[0])
        missing = form?.parameters.count ?? 0
    }
}
