import PhysicalDevices

/// Where pulses are noted before they are sent, so that after a crash each one is known to be applied, not applied or
/// in doubt.
public protocol PulseJournal: Sendable {
    /// Notes a map that is about to be sent; its number. Returns when the note would survive a power cut.
    func intend(_ map: PulseMap, unit: String) async throws -> Int
    /// Notes what became of a map.
    func settle(_ number: Int, _ end: PulseEnd) async
}

/// What became of a map of pulses.
public enum PulseEnd: Sendable, Equatable {
    /// So many pulses were applied, and none is in doubt.
    case applied(Int)
    /// None was applied.
    case notApplied
    /// Some may have been applied.
    case inDoubt

    /// How an attempt ended that threw `error`.
    init(failure error: any Error) {
        // Who waits for a rate limit and is cancelled has sent nothing yet.
        if error is CancellationError {
            self = .notApplied
        } else if let error = error as? DeviceError {
            self = [.refusedByEnvelope, .heldSafe, .invalidRequest, .notSupported, .notReady].contains(error.code)
                ? .notApplied : .inDoubt
        } else {
            self = .inDoubt
        }
    }
}

/// Pulses of a unit that are noted, and can be sent.
struct NotedPulses: Sendable {
    /// One map for each piece of the unit, with its number in the journal, if there is one.
    let maps: [(map: PulseMap, number: Int?)]
}
