/// Something to act in: a simulation in this process, or a laboratory's own plant behind a socket.
///
/// It has a number of places, each of which holds one episode at a time; whoever learns asks for one step of many
/// places at once, so that a device behind the policy sees batches. Calls come one after another, never two at a time.
public protocol Environment: Sendable {
    /// Its name, its shapes and its limits; they never change.
    var description: EnvironmentDescription { get }

    /// Begins a new episode in each of `places`; the first observations, in the order of `places`.
    ///
    /// - Parameters:
    ///   - places: places from 0, each at most once.
    ///   - seeds: what the beginnings are drawn from, one for each place. A plant that cannot be seeded ignores them.
    /// - Throws: `EnvironmentError`.
    func reset(_ places: [Int], seeds: [UInt64]) async throws -> [[Double]]

    /// Takes one action in each of `places`, none of which has ended; what came of it, in the order of `places`.
    ///
    /// - Parameter actions: 0..<description.actions, one for each place.
    /// - Throws: `EnvironmentError`.
    func step(_ places: [Int], actions: [Int]) async throws -> [EnvironmentStep]
}
