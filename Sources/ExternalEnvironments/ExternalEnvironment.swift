import ControlInterface
import Environments

/// An environment in a process of its own, spoken to over varlink (`io.pibd.Environment`).
///
/// Whatever is wrong with it comes out as an `EnvironmentError`: nobody listens, it dies, it does not answer in time,
/// it answers with another shape. Wrap it in a `CheckedEnvironment`, which looks into the numbers.
public final class ExternalEnvironment: Environment {
    public let description: EnvironmentDescription
    private let client: VarlinkClient
    private let timeoutSeconds: Double

    private init(description: EnvironmentDescription, client: VarlinkClient, timeoutSeconds: Double) {
        self.description = description
        self.client = client
        self.timeoutSeconds = timeoutSeconds
    }

    /// Connects to the service at the Unix socket `path` and asks it what it is.
    ///
    /// - Parameter timeoutSeconds: longest wait for any one answer [s].
    /// - Throws: `EnvironmentError`.
    public static func connect(unixSocket path: String, timeoutSeconds: Double = 10) async throws -> ExternalEnvironment
    {
        do {
            // An answer holds a few numbers a place; 16 MiB is room for 65 536 places.
            let client = try await VarlinkClient.connect(
                unixSocket: path, timeoutSeconds: timeoutSeconds, maximumReplyBytes: 16 << 20)
            let answer: EnvironmentMethod.Description = try await client.call(
                "\(EnvironmentMethod.interface).Describe", EnvironmentMethod.NoParameters(),
                timeoutSeconds: timeoutSeconds)
            let description = EnvironmentDescription(
                name: answer.name, scales: answer.scales, actions: answer.actions, places: answer.places,
                longestEpisode: answer.longestEpisode, solvedReturn: answer.solvedReturn)
            try description.check()
            return ExternalEnvironment(description: description, client: client, timeoutSeconds: timeoutSeconds)
        } catch {
            throw translated(error, environment: path, "Describe")
        }
    }

    public func reset(_ places: [Int], seeds: [UInt64]) async throws -> [[Double]] {
        // JSON numbers are exact up to 2^53.
        let call = EnvironmentMethod.Reset(places: places, seeds: seeds.map { Int($0 >> 11) })
        let answer: EnvironmentMethod.Beginnings = try await ask("Reset", call)
        return answer.observations
    }

    public func step(_ places: [Int], actions: [Int]) async throws -> [EnvironmentStep] {
        let answer: EnvironmentMethod.Steps = try await ask(
            "Step", EnvironmentMethod.Step(places: places, actions: actions))
        let counts = [
            answer.observations.count, answer.rewards.count, answer.terminated.count, answer.truncated.count,
        ]
        guard counts.allSatisfy({ $0 == places.count }) else {
            throw EnvironmentError(
                environment: description.name,
                "it answered Step for \(places.count) places with \(counts[0]) observations, \(counts[1]) rewards, "
                    + "\(counts[2]) terminated and \(counts[3]) truncated",
                remedy: "answer one of each for every place")
        }
        return places.indices.map {
            EnvironmentStep(
                observation: answer.observations[$0], reward: answer.rewards[$0],
                isTerminated: answer.terminated[$0], isTruncated: answer.truncated[$0])
        }
    }

    /// Ends the connection; the service may take it as the end of its episodes.
    public func close() async { await client.close() }

    private func ask<Call: Encodable & Sendable, Answer: Decodable & Sendable>(
        _ method: String, _ call: Call
    ) async throws -> Answer {
        do {
            return try await client.call(
                "\(EnvironmentMethod.interface).\(method)", call, timeoutSeconds: timeoutSeconds)
        } catch {
            throw Self.translated(error, environment: description.name, method)
        }
    }

    private static func translated(_ error: any Error, environment: String, _ operation: String) -> any Error {
        switch error {
        case let error as VarlinkConnectionError:
            let remedy: String
            if case .protocolViolation = error {
                remedy = "answer as io.pibd.Environment says, with finite numbers (docs/reinforcement.md)"
            } else {
                remedy = "see that the environment's service is running and answers, then submit the run again"
            }
            return EnvironmentError(
                environment: environment, "no answer to \(operation): \(error.message)", remedy: remedy)
        case let error as VarlinkError:
            return EnvironmentError(
                environment: environment, "it refused \(operation): \(error)",
                remedy: "see the log of the environment's service")
        default:
            return error
        }
    }
}
