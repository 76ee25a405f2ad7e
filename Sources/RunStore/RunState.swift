/// The state of a run.
///
/// queued -> preparing -> running <-> paused, and from there to one of the five ends. A run that did not end well may
/// be resumed: it is queued again.
public enum RunState: String, Sendable, Hashable, CaseIterable {
    /// Accepted, and waiting for its turn.
    case queued
    /// Reading data, opening and calibrating the device.
    case preparing
    /// Training.
    case running
    /// Between two batches, waiting to be resumed.
    case paused
    /// Every batch was trained and evaluated.
    case finished
    /// Ended early on request, evaluated and kept.
    case stopped
    /// Ended at once on request.
    case aborted
    /// Ended by an error.
    case failed
    /// The daemon ended while the run was under way.
    case interrupted

    /// The states that may follow this one.
    public var successors: Set<RunState> {
        switch self {
        case .queued: [.preparing, .stopped, .aborted, .failed]
        case .preparing: [.running, .stopped, .aborted, .failed, .interrupted]
        case .running: [.paused, .finished, .stopped, .aborted, .failed, .interrupted]
        case .paused: [.running, .stopped, .aborted, .failed, .interrupted]
        case .aborted, .failed, .interrupted: [.queued]
        case .finished, .stopped: []
        }
    }

    /// True once the run will not change its state again unless somebody resumes it.
    public var isEnded: Bool {
        switch self {
        case .finished, .stopped, .aborted, .failed, .interrupted: true
        case .queued, .preparing, .running, .paused: false
        }
    }

    /// True for a run that ended before its time and can be gone on with.
    public var isResumable: Bool { isEnded && successors.contains(.queued) }

    /// True while the run holds a device: preparing, running or paused.
    public var isUnderWay: Bool { self == .preparing || self == .running || self == .paused }
}
