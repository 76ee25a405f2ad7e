/// The continuous clock, with every wait shortened: a driver on it gives up sooner, and more goes wrong in a minute.
struct ScaledClock: Clock {
    let factor: Double

    var now: ContinuousClock.Instant { ContinuousClock.now }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(for: now.duration(to: deadline) * factor)
    }
}
