import HostDiagnosis

/// A diagnosis for people: what is wrong first, each with its command, then what was found in order.
enum DoctorReport {
    static func lines(_ diagnosis: Diagnosis) -> [String] {
        var lines: [String] = []
        for severity in [Finding.Severity.error, .warning, .unknown] {
            for finding in diagnosis.findings(severity) { lines += entry(finding) }
        }
        var table = Table([("check", .left), ("nothing wrong", .left)])
        for finding in diagnosis.findings(.fine) { table.add([finding.check, finding.message]) }
        return lines + (diagnosis.findings(.fine).isEmpty ? [] : table.lines())
    }

    private static func entry(_ finding: Finding) -> [String] {
        var lines = ["\(finding.severity.rawValue): \(finding.check): \(finding.message)"]
        if !finding.evidence.isEmpty { lines.append("  seen: \(finding.evidence)") }
        if let fix = finding.fix { lines.append("  fix:  \(fix)") }
        return lines.map(\.onOneLine) + [""]
    }

    /// 2 errors, 1 warning, 1 unknown.
    static func summary(_ diagnosis: Diagnosis) -> String {
        let counts: [(Finding.Severity, one: String, many: String)] = [
            (.error, "error", "errors"), (.warning, "warning", "warnings"), (.unknown, "unknown", "unknown"),
        ]
        return counts.compactMap { severity, one, many in
            let count = diagnosis.findings(severity).count
            return count == 0 ? nil : "\(count) \(count == 1 ? one : many)"
        }.joined(separator: ", ")
    }
}
