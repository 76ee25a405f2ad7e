/// What one kind of operation of a device came to since the daemon started.
public struct OperationCounts: Sendable, Equatable {
    /// Operations that ended, those that failed included.
    public internal(set) var count = 0
    /// Those of them that threw.
    public internal(set) var failed = 0
    /// [s] How long they took, all together.
    public internal(set) var seconds = 0.0
    /// How long those of the last five to ten minutes took.
    public var recent: LatencyHistogram {
        var sum = current
        sum.add(previous)
        return sum
    }

    /// [s] After so long a histogram is put away: quantiles over the life of a daemon would hide what happens now.
    static let window = 300.0

    private var current = LatencyHistogram()
    private var previous = LatencyHistogram()
    private var windowStart = 0.0

    /// Adds an operation that ended at `time` [s] after the start.
    mutating func add(_ duration: Double, failed hasFailed: Bool, at time: Double) {
        forget(until: time)
        count += 1
        failed += hasFailed ? 1 : 0
        seconds += duration
        current.add(duration)
    }

    /// Lets go of what is older than two windows at `time`.
    mutating func forget(until time: Double) {
        let windows = ((time - windowStart) / Self.window).rounded(.down)
        guard windows >= 1 else { return }
        previous = windows == 1 ? current : LatencyHistogram()
        current = LatencyHistogram()
        windowStart += windows * Self.window
    }
}
