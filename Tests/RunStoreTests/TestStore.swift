import Foundation
import Synchronization

@testable import RunStore

/// A directory of its own for one test, removed afterwards.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "run-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A clock that stands at 2026-02-03 04:05:06.789 UTC and moves on by one second at every look.
func steppingClock() -> @Sendable () -> Date {
    let looks = SteppingClock()
    return { looks.next() }
}

private final class SteppingClock: Sendable {
    private let seconds = Mutex(0)

    func next() -> Date {
        let second = seconds.withLock { value in
            defer { value += 1 }
            return value
        }
        return Date(timeIntervalSince1970: 1_770_091_506.789 + Double(second))
    }
}

extension NewRun {
    static func sample(name: String = "first light") -> NewRun {
        NewRun(
            name: name,
            experiment: StoredExperiment(
                text: "batches = 3 # naïve\n", path: "/home/lab/mnist.toml", overrides: ["seed=7", "data=/x\"y"],
                configuration: "batches = 3\nseed = 7\n"),
            trainer: "pib", loss: "renyi", dataset: "mnist", device: "chip", seed: 9_007_199_254_740_992,
            batchesTotal: 3, operatorUID: 4_294_967_294, operatorName: "ada",
            units: [
                StoredUnit(name: "hidden1", inputs: 784, outputs: 256),
                StoredUnit(name: "head", inputs: 256, outputs: 10),
            ], provenance: ["commit": "abc"])
    }
}

extension StoredBatch {
    static func sample(_ batch: Int, units: Int = 2) -> StoredBatch {
        StoredBatch(
            batch: batch, measurements: 128 * batch, seconds: 0.25 * Double(batch), headLoss: 2.3, headAccuracy: nil,
            units: (0..<units).map { unit in
                StoredUnitMetrics(
                    unit: "hidden\(units - unit)", information: unit == 0 ? 1.5 : nil, deadOutputs: unit,
                    saturatedFraction: 0.125, zeroFraction: 0.75, pulses: 1000 * batch + unit)
            })
    }
}

extension RunStore {
    /// A run that has begun to train.
    func startedRun() async throws -> Int64 {
        let run = try await createRun(.sample())
        try await transition(run, to: .preparing)
        try await transition(run, to: .running)
        return run
    }
}

/// The error of the store that `body` throws; nil when it throws none.
func storeError(_ body: () async throws -> Void) async -> RunStoreError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? RunStoreError
    }
}
