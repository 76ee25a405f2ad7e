import Environments
import Testing

/// An environment that answers whatever it is told to.
private struct Stub: Environment {
    var description = EnvironmentDescription(
        name: "stub", scales: [1, 1], actions: 2, places: 4, longestEpisode: 3, solvedReturn: nil)
    var beginning = [0.0, 0.0]
    var step = EnvironmentStep(observation: [0, 0], reward: 1, isTerminated: false, isTruncated: false)
    var missing = 0

    func reset(_ places: [Int], seeds: [UInt64]) -> [[Double]] {
        [[Double]](repeating: beginning, count: places.count - missing)
    }

    func step(_ places: [Int], actions: [Int]) -> [EnvironmentStep] {
        [EnvironmentStep](repeating: step, count: places.count - missing)
    }
}

@Suite("Checked environments")
struct CheckedEnvironmentTests {
    private func message(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("a beginning of the wrong shape or with NaN is refused by name", arguments: [[0.0], [0, 1, 2], [0, .nan]])
    func beginnings(beginning: [Double]) async throws {
        let environment = try CheckedEnvironment(Stub(beginning: beginning))
        let found = await message { _ = try await environment.reset([1], seeds: [0]) }
        #expect(found.contains("environment stub") && found.contains("place 1"))
        #expect(await message { try await environment.probe() }.contains("place 0"))
    }

    @Test("an observation that is infinite and a reward that is NaN are refused")
    func numbers() async throws {
        var stub = Stub()
        stub.step.observation = [0, .infinity]
        let infinite = try CheckedEnvironment(stub)
        _ = try await infinite.reset([0], seeds: [0])
        let found = await message { _ = try await infinite.step([0], actions: [0]) }
        #expect(found.contains("quantity 1 at place 0 is inf"))
        stub.step = EnvironmentStep(observation: [0, 0], reward: .nan, isTerminated: false, isTruncated: false)
        let unpaid = try CheckedEnvironment(stub)
        _ = try await unpaid.reset([0], seeds: [0])
        #expect(await message { _ = try await unpaid.step([0], actions: [0]) }.contains("the reward at place 0 is nan"))
    }

    @Test("an answer for fewer places than asked for is refused")
    func places() async throws {
        let environment = try CheckedEnvironment(Stub(missing: 1))
        let found = await message { _ = try await environment.reset([0, 1], seeds: [0, 0]) }
        #expect(found.contains("1 observations instead of 2"))
    }

    @Test("an episode is cut at the longest length, and a new one counts from zero")
    func length() async throws {
        let environment = try CheckedEnvironment(Stub())
        for _ in 0..<2 {
            _ = try await environment.reset([2], seeds: [0])
            var cuts: [Bool] = []
            for _ in 0..<3 { cuts.append(try await environment.step([2], actions: [0])[0].isTruncated) }
            #expect(cuts == [false, false, true])
        }
    }

    @Test("an episode that ends at the longest length by itself is not called cut")
    func ending() async throws {
        var stub = Stub()
        stub.description.longestEpisode = 1
        stub.step.isTerminated = true
        let environment = try CheckedEnvironment(stub)
        _ = try await environment.reset([0], seeds: [0])
        let step = try await environment.step([0], actions: [1])[0]
        #expect(step.isTerminated && !step.isTruncated)
    }

    @Test(
        "a description that cannot be worked with is refused",
        arguments: [
            EnvironmentDescription(
                name: "a", scales: [], actions: 2, places: 1, longestEpisode: 1, solvedReturn: nil),
            EnvironmentDescription(
                name: "b", scales: [0], actions: 2, places: 1, longestEpisode: 1, solvedReturn: nil),
            EnvironmentDescription(
                name: "c", scales: [1], actions: 1, places: 1, longestEpisode: 1, solvedReturn: nil),
            EnvironmentDescription(
                name: "d", scales: [1], actions: 2, places: 0, longestEpisode: 1, solvedReturn: nil),
            EnvironmentDescription(
                name: "e", scales: [1], actions: 2, places: 1, longestEpisode: 0, solvedReturn: nil),
            EnvironmentDescription(
                name: "f", scales: [1], actions: 2, places: 1, longestEpisode: 1, solvedReturn: .nan),
        ])
    func description(description: EnvironmentDescription) {
        #expect(throws: EnvironmentError.self) { try CheckedEnvironment(Stub(description: description)) }
    }
}
