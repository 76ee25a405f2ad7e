import ControlInterface
import Foundation

/// A comparison for people: what each method reached, and what it needs of a bench.
enum CompareReport {
    static func lines(_ outcome: CampaignOutcome) -> [String] {
        accuracies(outcome) + ["", "What each method needs beyond driving, measuring and pulsing"] + needs(outcome)
    }

    /// Mean and standard deviation over seeds in per cent.
    static func percent(_ spread: Spread?) -> String {
        guard let spread else { return "-" }
        guard let deviation = spread.deviation else { return String(format: "%.2f", 100 * spread.mean) }
        return String(format: "%.2f ± %.2f", 100 * spread.mean, 100 * deviation)
    }

    private static func accuracies(_ outcome: CampaignOutcome) -> [String] {
        var table = Table([
            ("method", .left), ("test %", .right), ("validation %", .right), ("seeds", .left), ("measurements", .right),
            ("pulses", .right), ("wall time", .right),
        ])
        for method in outcome.methods {
            let seeds = method.runs.map { $0.state == "finished" ? "\($0.seed)" : "\($0.seed) (\($0.state))" }
            table.add([
                method.method.name, percent(method.test), percent(method.validation), seeds.joined(separator: ", "),
                Quantities.count(mean(method.runs.map(\.measurements))),
                Quantities.shortCount(mean(method.runs.compactMap(\.pulses))),
                Quantities.duration(method.runs.compactMap(\.wallSeconds).reduce(0, +)),
            ])
        }
        return table.lines()
    }

    private static func needs(_ outcome: CampaignOutcome) -> [String] {
        var table = Table([
            ("method", .left), ("model", .left), ("second phase", .left), ("backward chain", .left),
            ("broadcast error", .left), ("reads weights", .left), ("passes a sample", .right),
            ("writes a batch", .right),
        ])
        for method in outcome.methods.map(\.method) {
            let answers = [method.model, method.secondPhase, method.backwardChain, method.broadcastError]
            table.add(
                [method.name] + answers.map { $0 ? "yes" : "no" }
                    + [method.readBack, String(method.passesPerSample), String(method.writesPerBatch)])
        }
        return table.lines()
    }

    private static func mean(_ counts: [Int]) -> Int {
        counts.isEmpty ? 0 : Int((counts.reduce(0) { $0 + Double($1) } / Double(counts.count)).rounded())
    }
}

/// A comparison as CSV: one line for every accuracy of every run.
enum CompareTable {
    static func csv(_ outcome: CampaignOutcome) -> String {
        var lines = ["method,seed,run,state,readout,split,batch,measurements,samples,accuracy"]
        for method in outcome.methods {
            for run in method.runs {
                lines += run.accuracies.map {
                    "\(method.method.name),\(run.seed),\(run.run),\(run.state),\($0.readout),\($0.split),\($0.batch),"
                        + "\($0.measurements),\($0.samples),\($0.accuracy)"
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
