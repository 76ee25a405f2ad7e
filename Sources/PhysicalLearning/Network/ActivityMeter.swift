import Synchronization

/// Tells how much of a run's time the device was busy, the host computed, and neither did anything.
public final class ActivityMeter: Sendable {
    /// Who is active.
    public enum Lane: Sendable {
        /// A request is with the device.
        case device
        /// A unit's loss or update is being computed.
        case compute
    }

    /// Shares of the elapsed time; device and compute overlap, so they can add up to more than one.
    public struct Shares: Sendable {
        /// Seconds since the meter was started.
        public let seconds: Double
        /// Share in which the device was busy.
        public let device: Double
        /// Share in which at least one unit computed.
        public let compute: Double
        /// Share in which neither was active.
        public let wait: Double
    }

    private struct State {
        var deviceDepth = 0
        var computeDepth = 0
        var device = Duration.zero
        var compute = Duration.zero
        var idle = Duration.zero
        var last: ContinuousClock.Instant
        let start: ContinuousClock.Instant

        mutating func advance(to now: ContinuousClock.Instant) {
            let passed = last.duration(to: now)
            if deviceDepth > 0 { device += passed }
            if computeDepth > 0 { compute += passed }
            if deviceDepth == 0, computeDepth == 0 { idle += passed }
            last = now
        }
    }

    private let state: Mutex<State>

    /// A meter that starts now.
    public init() {
        let now = ContinuousClock.now
        state = Mutex(State(last: now, start: now))
    }

    private func enter(_ lane: Lane, _ change: Int) {
        state.withLock {
            $0.advance(to: ContinuousClock.now)
            switch lane {
            case .device: $0.deviceDepth += change
            case .compute: $0.computeDepth += change
            }
        }
    }

    /// Runs `body` as activity of `lane`.
    func during<R>(_ lane: Lane, _ body: () throws -> R) rethrows -> R {
        enter(lane, 1)
        defer { enter(lane, -1) }
        return try body()
    }

    /// Runs `body` as activity of `lane`.
    func during<R: Sendable>(
        _ lane: Lane, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
    ) async rethrows -> R {
        enter(lane, 1)
        defer { enter(lane, -1) }
        return try await body()
    }

    /// The shares up to now.
    public var shares: Shares {
        state.withLock { state in
            state.advance(to: ContinuousClock.now)
            let total = state.start.duration(to: state.last)
            let seconds = total / .seconds(1)
            guard seconds > 0 else { return Shares(seconds: 0, device: 0, compute: 0, wait: 0) }
            return Shares(
                seconds: seconds, device: state.device / total, compute: state.compute / total,
                wait: state.idle / total)
        }
    }
}
