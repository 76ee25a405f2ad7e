import ControlInterface

/// A run's progress as plain lines: one for each tenth, each evaluation, each change of state and each event.
struct ProgressLines {
    private var tenth = 0
    private var state = ""

    /// The lines due after `reply`, none as a rule.
    mutating func lines(_ reply: FollowRun.Reply, _ progress: RunProgress) -> [String] {
        let run = "run \(reply.summary.run)"
        var lines: [String] = []
        if state != reply.summary.state {
            state = reply.summary.state
            lines.append("\(run) \(state)")
        }
        if let event = reply.event { lines.append("\(run) \(event.kind): \(event.message)") }
        let reached = Int(progress.fraction * 10)
        if reached > tenth, reply.batch != nil {
            tenth = reached
            lines.append("\(run) \(Self.text(progress))")
        }
        lines += reply.accuracies.map { accuracy in
            "\(run) batch \(accuracy.batch): \(accuracy.split) \(Readout.title(accuracy.readout)) "
                + Quantities.percent(accuracy.accuracy)
        }
        return lines.map(\.onOneLine)
    }

    private static func text(_ progress: RunProgress) -> String {
        var text = "\(progress.batchesDone)/\(progress.batchesTotal) batches, \(progress.measurements) measurements"
        if progress.information.contains(where: { $0 != nil }) {
            text += ", information \(progress.information.map(Quantities.bits).joined(separator: " ")) bit"
        }
        if let left = progress.secondsLeft { text += ", \(Quantities.duration(left)) left" }
        return text
    }
}
