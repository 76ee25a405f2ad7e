import ControlInterface

/// How far a run is and how fast it goes, from its replies and the moments they came.
struct RunProgress {
    private(set) var batchesDone = 0
    private(set) var batchesTotal = 0
    private(set) var measurements = 0
    private(set) var pulses = 0
    private(set) var validationAccuracy: Double?
    private(set) var state = ""
    /// [bit] Each unit's information in the last batch.
    private(set) var information: [Double?] = []
    private var moments: [(seconds: Double, batches: Int)] = []

    /// Batches over which the speed is taken.
    private static let window = 50

    /// Takes a reply that came at `seconds` of any steady clock.
    mutating func add(_ reply: FollowRun.Reply, _ outcome: RunOutcome, at seconds: Double) {
        if reply.summary.state != state { moments = [] }
        state = reply.summary.state
        batchesDone = max(0, reply.batch.map { min($0.batch, reply.summary.batchesDone) } ?? reply.summary.batchesDone)
        batchesTotal = max(0, reply.summary.batchesTotal)
        validationAccuracy = outcome.validationAccuracy
        measurements = reply.batch?.measurements ?? reply.summary.measurements
        guard let batch = reply.batch else { return }
        pulses = batch.units.reduce(pulses) { $0.addingReportingOverflow($1.pulses).partialValue }
        information = batch.units.map(\.information)
        moments.append((seconds, batchesDone))
        if moments.count > Self.window { moments.removeFirst() }
    }

    /// 0...1.
    var fraction: Double { batchesTotal > 0 ? min(1, Double(batchesDone) / Double(batchesTotal)) : 0 }

    /// [s] Time left at the latest speed; nil before there is one, and while the run does not run.
    var secondsLeft: Double? {
        guard state == "running", batchesDone < batchesTotal, let first = moments.first, let last = moments.last,
            last.batches > first.batches,
            last.seconds > first.seconds
        else { return nil }
        let secondsPerBatch = (last.seconds - first.seconds) / Double(last.batches - first.batches)
        return secondsPerBatch * Double(batchesTotal - batchesDone)
    }
}
