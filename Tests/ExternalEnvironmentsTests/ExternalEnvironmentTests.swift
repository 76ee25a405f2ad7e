import ControlInterface
import Environments
import Foundation
import Testing

@testable import ExternalEnvironments

/// The example service in docs/examples as a plant outside this process, sound and broken.
@Suite(
    "External environments", .enabled(if: ExampleService.isAvailable, "python3 is not installed"),
    .timeLimit(.minutes(2)))
struct ExternalEnvironmentTests {
    private func message(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch let error as EnvironmentError {
            return "\(error)"
        } catch {
            return "another error: \(error)"
        }
    }

    @Test("the example describes itself, resets by seed and steps in many places at once")
    func example() async throws {
        try await ExampleService.run { path, _ in
            let environment = try await ExternalEnvironment.connect(unixSocket: path)
            #expect(environment.description.name == "ball-on-beam" && environment.description.observations == 2)
            let checked = try CheckedEnvironment(environment)
            let starts = try await checked.reset([0, 3, 1], seeds: [5 << 11, 5 << 11, 6 << 11])
            #expect(starts[0] == starts[1] && starts[0] != starts[2])
            let steps = try await checked.step([0, 3], actions: [1, 0])
            #expect(steps[0].observation[1] > steps[1].observation[1])
            #expect(steps.allSatisfy { $0.reward == 1 && !$0.isLast })
        }
    }

    @Test("nobody at the socket is an error with the path")
    func nobody() async {
        let found = await message { _ = try await ExternalEnvironment.connect(unixSocket: "/nonexistent/plant") }
        #expect(found.contains("/nonexistent/plant") && found.contains("running"))
    }

    @Test("a plant that dies between two steps is an error, not a wait")
    func death() async throws {
        try await ExampleService.run { path, process in
            let environment = try await ExternalEnvironment.connect(unixSocket: path)
            _ = try await environment.reset([0], seeds: [1])
            process.end()
            let found = await message { _ = try await environment.step([0], actions: [1]) }
            #expect(found.contains("environment ball-on-beam: no answer to Step"), "\(found)")
        }
    }

    @Test("a plant that does not answer is given up after the time allowed")
    func silence() async throws {
        try await ExampleService.run("plant.step = lambda places, actions: __import__('time').sleep(60)") { path, _ in
            let environment = try await ExternalEnvironment.connect(unixSocket: path, timeoutSeconds: 0.5)
            _ = try await environment.reset([0], seeds: [1])
            let found = await message { _ = try await environment.step([0], actions: [1]) }
            #expect(found.contains("0.5 s"), "\(found)")
        }
    }

    @Test(
        "NaN, null, missing places and other shapes are errors of the environment",
        arguments: [
            "{'observations': [[float('nan'), 0]], 'rewards': [1.0], 'terminated': [False], 'truncated': [False]}",
            "{'observations': [[None, 0]], 'rewards': [1.0], 'terminated': [False], 'truncated': [False]}",
            "{'observations': [[0.5]], 'rewards': [1.0], 'terminated': [False], 'truncated': [False]}",
            "{'observations': [], 'rewards': [1.0], 'terminated': [False], 'truncated': [False]}",
            "{'observations': [[0, 0]], 'rewards': [1.0], 'terminated': [False]}",
            "{'observations': [[0, 0]], 'rewards': 'much', 'terminated': [False], 'truncated': [False]}",
        ])
    func broken(reply: String) async throws {
        try await ExampleService.run("plant.step = lambda places, actions: \(reply)") { path, _ in
            let environment = try CheckedEnvironment(try await ExternalEnvironment.connect(unixSocket: path))
            _ = try await environment.reset([0], seeds: [1])
            let found = await message { _ = try await environment.step([0], actions: [1]) }
            #expect(found.hasPrefix("environment ball-on-beam: "), "\(found)")
        }
    }

    @Test("a description that cannot be worked with is refused on connecting")
    func description() async throws {
        try await ExampleService.run("plant.DESCRIPTION = dict(plant.DESCRIPTION, actions=1)") { path, _ in
            let found = await message { _ = try await ExternalEnvironment.connect(unixSocket: path) }
            #expect(found.contains("1 actions"), "\(found)")
        }
    }

    @Test("what the client sends fits the interface file")
    func interface() throws {
        let file = ExampleService.root.appending(path: "Sources/ExternalEnvironments/io.pibd.Environment.varlink")
        let interface = try VarlinkInterfaceDescription(parsing: String(contentsOf: file, encoding: .utf8))
        #expect(interface.name == EnvironmentMethod.interface && interface.methods == ["Describe", "Reset", "Step"])
        try interface.validate(
            JSONValue(encoding: EnvironmentMethod.NoParameters()), of: "\(interface.name).Describe")
        try interface.validate(
            JSONValue(encoding: EnvironmentMethod.Reset(places: [0], seeds: [1])), of: "\(interface.name).Reset")
        try interface.validate(
            JSONValue(encoding: EnvironmentMethod.Step(places: [0], actions: [1])), of: "\(interface.name).Step")
    }
}
