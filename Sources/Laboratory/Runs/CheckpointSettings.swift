/// How often a run keeps what it takes to go on after a crash, and how much the hardware may have changed by then.
struct CheckpointSettings: Sendable, Equatable {
    /// Batches between two checkpoints; 0 for none.
    var every: Int
    /// Deviation of a unit's cells from the checkpoint up to which a run goes on, root mean square in parts of the
    /// conductance window.
    var tolerance: Double

    /// Whether a checkpoint is due after `batch` of `batches`.
    func isDue(after batch: Int, of batches: Int) -> Bool {
        every > 0 && (batch % every == 0 || batch == batches)
    }
}
