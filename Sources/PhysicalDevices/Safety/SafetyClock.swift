/// The time that limits on rates and ramps are measured in. Tests hand in their own, so that none of them waits.
public struct SafetyClock: Sendable {
    /// Seconds since an arbitrary start, never going back.
    let now: @Sendable () -> Double
    /// Waits for a number of seconds. Throws `CancellationError`.
    let wait: @Sendable (Double) async throws -> Void

    /// A clock from its two functions.
    public init(now: @escaping @Sendable () -> Double, wait: @escaping @Sendable (Double) async throws -> Void) {
        self.now = now
        self.wait = wait
    }

    /// The machine's own clock.
    public static let continuous: SafetyClock = {
        let start = ContinuousClock.now
        return SafetyClock(
            now: { (ContinuousClock.now - start) / .seconds(1) },
            wait: { try await ContinuousClock().sleep(for: .seconds($0)) })
    }()
}
