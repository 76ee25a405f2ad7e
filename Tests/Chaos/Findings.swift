import WireMonitor

/// What a part has counted, and what must not have been.
struct Findings: Sendable {
    private(set) var figures: [String] = []
    private(set) var violations: [String] = []

    mutating func note(_ figure: String) { figures.append(figure) }

    mutating func violate(_ what: String) { violations.append(what) }

    /// Takes over what a monitor saw.
    mutating func take(_ seen: [Violation], from name: String) {
        for violation in seen { violate("\(name): \(violation)") }
    }

    mutating func merge(_ other: Findings) {
        figures += other.figures
        violations += other.violations
    }

    /// The figures, and the first violations.
    var line: String {
        var line = (figures + ["\(violations.count) violations"]).joined(separator: ", ")
        for violation in violations.prefix(12) { line += "\n  VIOLATION \(violation)" }
        return line
    }
}

/// The value below which `share` of the sorted values lie; 0 for none.
func quantile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)))]
}
