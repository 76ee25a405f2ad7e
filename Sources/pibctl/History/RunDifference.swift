import ControlInterface
import Foundation

/// One thing in which two runs differ.
struct RunDifference: Encodable, Equatable {
    /// What one run has.
    struct Value: Encodable, Equatable {
        /// For programs: counts in plain digits, accuracies and other parts as fractions.
        var text: String
        /// For people, where that reads differently.
        var shown: String

        init(_ text: String, shown: String? = nil) {
            self.text = text
            self.shown = shown ?? text
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
    }

    /// Where it stands: run, configuration, provenance or result.
    var section: String
    /// What it is called there.
    var name: String
    /// What the first run has; nil where it has none.
    var first: Value?
    /// What the second run has; nil where it has none.
    var second: Value?

    /// Everything in which two runs differ, but their numbers and dates: section after section.
    static func all(_ first: GetRun.Reply, _ second: GetRun.Reply) -> [RunDifference] {
        compare("run", facts(first.summary), facts(second.summary))
            + compare("configuration", configuration(first), configuration(second))
            + compare("provenance", provenance(first), provenance(second))
            + compare("result", outcome(first), outcome(second))
    }

    private typealias Values = [(name: String, value: Value)]

    private static func compare(_ section: String, _ first: Values, _ second: Values) -> [RunDifference] {
        let (left, right) = (Dictionary(first) { $1 }, Dictionary(second) { $1 })
        let names = first.map(\.name) + second.map(\.name).filter { left[$0] == nil }
        return names.compactMap { name in
            guard left[name]?.text != right[name]?.text else { return nil }
            return RunDifference(section: section, name: name, first: left[name], second: right[name])
        }
    }

    private static func facts(_ run: RunSummary) -> Values {
        let facts = [
            ("name", run.name), ("state", run.state), ("operator", run.operator), ("message", run.message ?? ""),
            ("tags", run.tags.joined(separator: " ")),
        ]
        return facts.filter { !$0.1.isEmpty }.map { ($0, Value($1)) }
    }

    private static func configuration(_ run: GetRun.Reply) -> Values {
        ConfigurationLines.values(run.configuration).map { ($0.path, Value($0.value)) }
    }

    private static func provenance(_ run: GetRun.Reply) -> Values {
        run.provenance.sorted { $0.key < $1.key }.map { ($0.key, Value($0.value)) }
    }
}

/// What runs came to.
extension RunDifference {
    private static func outcome(_ run: GetRun.Reply) -> Values {
        guard let result = run.result else { return [] }
        let latest = LatestAccuracies(result.accuracies)
        let accuracies = latest.readouts.flatMap { readout in
            ["validation", "test"].map { split in
                ("\(split) accuracy, \(readout)", latest.value(readout, split: split).map(fraction))
            }
        }
        let all: [(String, Value?)] =
            [
                ("validation accuracy", result.validationAccuracy.map(fraction)),
                ("test accuracy", result.testAccuracy.map(fraction)),
            ] + accuracies + [
                ("episodes until solved", result.solvedAfterEpisodes.map(count)),
                ("measurements", count(result.measurements)),
                ("measurements to calibrate", count(result.calibrationMeasurements)),
                ("measurements to evaluate", count(result.evaluationMeasurements)),
                ("pulses", count(result.pulses)),
                ("wall time", Value("\(result.wallSeconds)", shown: Quantities.duration(result.wallSeconds))),
                ("device busy", fraction(result.deviceBusyFraction)),
                ("computing", fraction(result.computeFraction)), ("waiting", fraction(result.waitFraction)),
            ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func count(_ number: Int) -> Value { Value("\(number)", shown: Quantities.count(number)) }

    /// With more digits than elsewhere: one sample of ten thousand more must show.
    private static func fraction(_ fraction: Double) -> Value {
        Value("\(fraction)", shown: String(format: "%.3f %%", 100 * fraction))
    }
}
