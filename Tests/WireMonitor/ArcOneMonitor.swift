/// Listens to the ASCII jobs that a host sends to an ArC ONE and judges voltages and widths.
///
/// Knows the jobs that drive the array; another one is a violation, because nobody could say what it does.
public struct ArcOneMonitor {
    /// Highest magnitude of any voltage [V].
    public let highestVoltage: Double
    /// Pulse widths [s].
    public let widths: ClosedRange<Double>
    /// Everything that must not have been there, in order.
    public private(set) var violations: [Violation] = []
    /// Jobs seen so far.
    public private(set) var jobs = 0

    private enum Value { case voltage, step, width, whole, number, devices, words }

    /// The lines after each job's own; `devices` and `words` announce so many further groups.
    private static let layouts: [String: [Value]] = [
        "00": [], "999": [],
        "0": [.whole, .whole, .whole, .whole, .whole, .whole, .voltage],
        "01": [.whole, .voltage],
        "02": [.whole, .whole],
        "04": [.voltage, .width],
        "1": [.whole, .whole],
        "3": [.whole, .whole, .voltage, .width],
        "141": [
            .voltage, .step, .voltage, .width, .number, .width, .number, .number, .number, .whole, .whole, .whole,
            .devices,
        ],
        "15": switchSeeker, "152": switchSeeker,
        "201": [
            .voltage, .voltage, .voltage, .step, .width, .number, .number, .number, .whole, .whole, .whole, .whole,
            .devices,
        ],
        "191": [
            .voltage, .width, .number, .voltage, .width, .number, .number, .whole, .whole, .whole, .devices,
        ],
        "21": [
            .voltage, .step, .voltage, .width, .number, .width, .number, .number, .number, .number, .whole, .whole,
            .devices,
        ],
        "220": [.voltage, .width, .whole, .devices],
        "50": [.voltage, .width, .voltage, .words, .whole, .whole],
    ]
    private static let switchSeeker: [Value] = [
        .width, .voltage, .step, .voltage, .number, .number, .whole, .whole, .whole, .number, .whole, .whole, .devices,
    ]

    private var line: [UInt8] = []
    private var job = ""
    private var expected: [Value] = []
    private var readsAll = 0

    /// A monitor with its limits.
    public init(highestVoltage: Double, widths: ClosedRange<Double>) {
        self.highestVoltage = highestVoltage
        self.widths = widths
    }

    /// Whether the last job has all its lines.
    public var isBetweenJobs: Bool { expected.isEmpty && line.isEmpty && readsAll == 0 }

    /// Bytes on their way to the board.
    public mutating func hostSent(_ bytes: [UInt8], at seconds: Double) {
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                continue
            }
            judge(String(decoding: line, as: UTF8.self), seconds)
            line = []
        }
    }

    private mutating func judge(_ text: String, _ seconds: Double) {
        func report(_ rule: Violation.Rule, _ message: String) -> Violation {
            Violation(seconds: seconds, side: .host, rule: rule, message: message)
        }
        // A reset in the middle of a job is how a host recovers, and an empty line how it gets to the start of one.
        if text == "00" || text.isEmpty { (expected, readsAll) = ([], 0) }
        if readsAll > 0 { return judgeReadAll(text, seconds) }
        guard !expected.isEmpty else {
            guard !text.isEmpty else { return }
            guard text == "2" || Self.layouts[text] != nil else {
                return violations.append(report(.noFrame, "\"\(text.prefix(40))\" is no job"))
            }
            jobs += 1
            job = text
            expected = Self.layouts[text] ?? []
            readsAll = text == "2" ? 3 : 0
            return
        }
        let kind = expected.removeFirst()
        guard let value = Double(text), value.isFinite else {
            return violations.append(report(.malformed, "\"\(text.prefix(40))\" in job \(job)"))
        }
        switch kind {
        case .voltage where abs(value) > highestVoltage, .step where abs(value) > 2 * highestVoltage:
            violations.append(report(.outsideLimits, "\(text) V in job \(job)"))
        case .width where !widths.contains(value):
            violations.append(report(.outsideLimits, "a width of \(text) s in job \(job)"))
        case .whole where Int(text) == nil, .devices where Int(text) == nil, .words where Int(text) == nil:
            violations.append(report(.malformed, "\"\(text)\" is no whole number in job \(job)"))
        case .devices:
            expected = [Value](repeating: .whole, count: 2 * min(max(0, Int(value)), 1024))
        case .words:
            expected += [Value](repeating: .whole, count: min(max(0, Int(value)), 32))
        default: break
        }
    }

    /// Job 2: `1` and two numbers, or `2`, two numbers and a list of devices.
    private mutating func judgeReadAll(_ text: String, _ seconds: Double) {
        readsAll -= 1
        guard let value = Int(text) else {
            return violations.append(
                Violation(seconds: seconds, side: .host, rule: .malformed, message: "\"\(text)\" in job 2"))
        }
        if readsAll == 2, value == 2 {
            readsAll = 0
            expected = [.whole, .whole, .devices]
        }
    }
}
