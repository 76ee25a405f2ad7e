import Matrices
import Testing

@testable import PhysicalLearning

@Suite("Rollouts")
struct RolloutTests {
    /// Two episodes of rewards 1, interleaved: three steps that end by themselves, two that are cut.
    private let rollout = Rollout(
        inputs: Matrix([[0, 0], [0.5, 0.1], [0.2, -0.3], [-0.5, 0.2], [0.1, 0.6]]), actions: [0, 1, 1, 0, 1],
        rewards: [1, 1, 1, 1, 1], episodes: [0, 1, 0, 1, 0],
        outcomes: [
            EpisodeOutcome(steps: 3, total: 3), EpisodeOutcome(steps: 2, total: 2, isTruncated: true),
        ])

    @Test("an episode that ended is worth (1 - gamma^remaining) V, one that was cut V")
    func returns() {
        let returns = rollout.returns(discount: 0.98)
        let worth = 1 / (1 - 0.98)
        let expected = [1 - 0.98 * 0.98 * 0.98, 1, 1 - 0.98 * 0.98, 1, 1 - 0.98].map { $0 * worth }
        #expect(zip(returns, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    @Test("the mean return is not discounted")
    func meanReturn() { #expect(rollout.meanReturn == 2.5) }

    @Test("advantages are in standard deviations, bounded, and what the baseline explains is not in them")
    func advantages() throws {
        // Long episodes that end: the return falls along each; the first input tells how far along it is.
        let count = 200
        let places = (0..<count).map { Float($0 % 50) / 50 }
        let rollout = Rollout(
            inputs: Matrix(rows: count, columns: 1, elements: places), actions: (0..<count).map { $0 % 2 },
            rewards: (0..<count).map { $0 == 60 ? 30 : 1 }, episodes: (0..<count).map { $0 / 50 },
            outcomes: [EpisodeOutcome](repeating: EpisodeOutcome(steps: 50, total: 50), count: 4))
        let advantages = try AdvantageEstimate(rollout, discount: 0.9, clip: 4).values
        #expect(advantages.allSatisfy { abs($0) <= 4 } && advantages.contains { $0 == 4 })
        // Episode 1 has the prize: its steps before it are better than expected, those of the others worse.
        #expect((56..<60).allSatisfy { advantages[$0] > 1 })
        #expect((106..<110).allSatisfy { advantages[$0] < 0 })
    }

    @Test("where all steps are worth the same there is no advantage, not a rounding error made large")
    func allAlike() throws {
        let count = 100
        let rollout = Rollout(
            inputs: Matrix(rows: count, columns: 1, elements: (0..<count).map { Float($0) / 100 }),
            actions: [Int](repeating: 0, count: count), rewards: [Double](repeating: 1, count: count),
            episodes: (0..<count).map { $0 % 4 },
            outcomes: [EpisodeOutcome](repeating: EpisodeOutcome(steps: 25, total: 25, isTruncated: true), count: 4))
        #expect(try AdvantageEstimate(rollout, discount: 0.98, clip: 4).values == [Double](repeating: 0, count: count))
    }
}
