import Foundation

/// Which runs are wanted: those for which everything that is given holds.
public struct RunFilter: Sendable, Equatable {
    /// Runs in this state.
    public var state: RunState?
    /// Runs on the device of this id.
    public var device: String?
    /// Runs on the data set of this name.
    public var dataset: String?
    /// Runs of this trainer.
    public var trainer: String?
    /// Runs with this tag.
    public var tag: String?
    /// Runs submitted at this moment or later.
    public var since: Date?

    /// A filter from its parts; without any, all runs.
    public init(
        state: RunState? = nil, device: String? = nil, dataset: String? = nil, trainer: String? = nil,
        tag: String? = nil, since: Date? = nil
    ) {
        self.state = state
        self.device = device
        self.dataset = dataset
        self.trainer = trainer
        self.tag = tag
        self.since = since
    }
}
