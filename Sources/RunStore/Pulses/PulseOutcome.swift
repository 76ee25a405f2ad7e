/// What became of pulses that were about to be sent.
public enum PulseOutcome: String, Sendable, Hashable, CaseIterable {
    /// Nothing is known yet.
    case intended
    /// The device confirmed them.
    case applied
    /// They were not sent, or the device refused them.
    case notApplied = "not-applied"
    /// They may have been applied, wholly or in part.
    case inDoubt = "in-doubt"
    /// They were applied or in doubt, and the device has gone back to a state before them; simulated ones can.
    case undone
}

/// What became of one intent.
public struct PulseSettlement: Sendable, Equatable {
    /// The intent.
    public var number: Int
    /// What became of it.
    public var outcome: PulseOutcome
    /// Pulses that the device confirmed; nil where that is not known.
    public var applied: Int?

    /// A settlement from its parts.
    public init(number: Int, outcome: PulseOutcome, applied: Int?) {
        self.number = number
        self.outcome = outcome
        self.applied = applied
    }
}

/// Maps and pulses of a run that came to the same.
public struct PulseTally: Sendable, Equatable {
    /// Maps.
    public var maps: Int
    /// Pulses asked for.
    public var pulses: Int

    /// A tally from its parts.
    public init(maps: Int, pulses: Int) {
        self.maps = maps
        self.pulses = pulses
    }
}
