import Environments
import Testing

@testable import PhysicalLearning

@Suite("Playing episodes")
struct EpisodePlayerTests {
    private func player(_ environment: SignsEnvironment, seed: UInt64 = 3) throws -> EpisodePlayer {
        EpisodePlayer(environment: try CheckedEnvironment(environment), seed: seed, name: "episodes")
    }

    @Test("all episodes that run at a time share one pass, whatever the number of places", arguments: [1, 3, 16])
    func batches(places: Int) async throws {
        let environment = SignsEnvironment(places: places)
        let bench = try await PolicyBench(environment: environment.description)
        var player = try player(environment)
        let rollout = try await player.play(10, on: bench.network, .sampled)
        #expect(rollout.outcomes.count == 10 && rollout.outcomes.allSatisfy { $0.steps == 8 })
        #expect(rollout.actions.count == 80 && rollout.inputs.rows == 80)
        let batches = await environment.batches
        let atATime = min(places, 10)
        #expect(batches.max() == atATime && batches.count == (10 + atATime - 1) / atATime * 8)
    }

    @Test("the same seed plays the same episodes, and no two of them are alike")
    func seeds() async throws {
        let description = SignsEnvironment().description
        let bench = try await PolicyBench(environment: description)
        var first = try player(SignsEnvironment())
        var again = try player(SignsEnvironment())
        let one = try await first.play(6, on: bench.network, .greedy)
        let other = try await again.play(6, on: bench.network, .greedy)
        #expect(one.inputs == other.inputs)
        let later = try await first.play(6, on: bench.network, .greedy)
        #expect(later.inputs != one.inputs)
    }

    @Test("actions are drawn with the probabilities of the softmax")
    func draws() {
        // softmax(0, ln 3) = 1/4, 3/4
        let scores: [Float] = [0, 1.098_612_3]
        #expect(EpisodePlayer.draw(scores, 0.2499) == 0)
        #expect(EpisodePlayer.draw(scores, 0.2501) == 1)
        #expect(EpisodePlayer.draw(scores, 0.999_999_9) == 1)
        #expect(EpisodePlayer.draw([300, -300, 0], 0.5) == 0)
    }
}
