import PhysicalLearning

/// How far a run is with the faults it brings about itself and with those it notices; part of its checkpoints.
struct RunAdaptation: Codable, Sendable, Equatable {
    /// Faults brought about, of those the experiment names.
    private(set) var faults = 0
    /// The batch with which learning ends; later than planned once the run adapts.
    private(set) var lastBatch = 0
    /// Batches of the present phase of learning, for its learning-rate schedule; nil in the first.
    private(set) var phase: Int?
    /// Batches still to be watched, without learning, for what the last fault has done.
    private(set) var watching = 0
    /// Batches watched so far.
    private(set) var watched = 0
    private var isAnswered = false
    private var monitor = InformationMonitor()

    /// Nothing has happened yet.
    init(_ experiment: Experiment) { lastBatch = experiment.batches }

    /// The next fault that is due after `batch` batches; each is given once.
    mutating func due(after batch: Int, in experiment: Experiment) -> Experiment.PlannedFault? {
        guard faults < experiment.faults.count, batch >= experiment.faults[faults].batch else { return nil }
        defer { faults += 1 }
        isAnswered = false
        // Once there is nothing more to learn, its effect has to be looked for.
        if batch >= lastBatch, experiment.adaptation.policy != .off { watching = experiment.adaptation.watch }
        return experiment.faults[faults]
    }

    /// Takes what a batch showed; the drop that is to be answered now. One answer a fault.
    mutating func observe(
        _ units: [UnitReport], watched isWatched: Bool, _ settings: Experiment.Adaptation
    ) -> InformationMonitor.Drop? {
        guard settings.policy != .off else { return nil }
        if isWatched {
            watching -= 1
            watched += 1
        }
        guard let drop = monitor.observe(units, settings.monitor).first, !isAnswered else { return nil }
        isAnswered = true
        watching = 0
        return drop
    }

    /// Learning begins anew after `batch` batches; the batches it takes.
    mutating func start(after batch: Int, _ settings: Experiment.Adaptation) -> Int {
        let steps = max(settings.batches, lastBatch - batch)
        phase = steps
        lastBatch = batch + steps
        monitor = InformationMonitor()
        return steps
    }
}
