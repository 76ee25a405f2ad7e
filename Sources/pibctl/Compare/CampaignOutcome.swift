import ControlInterface
import Foundation

/// What the methods of a comparison reached.
struct CampaignOutcome: Encodable {
    /// One run of a method.
    struct Run: Encodable {
        var run: Int
        var seed: Int
        var state: String
        /// 0...1, by the method's own read-out.
        var testAccuracy: Double?
        var validationAccuracy: Double?
        var measurements: Int
        var pulses: Int?
        /// [s]
        var wallSeconds: Double?
        /// Every accuracy that was stored.
        var accuracies: [Accuracy]
    }

    /// One method with all its runs.
    struct Method: Encodable {
        var method: TrainingMethod
        /// In the order of the seeds.
        var runs: [Run]
        /// Over the runs that finished.
        var test: Spread?
        var validation: Spread?
    }

    var methods: [Method]

    /// Collects the runs of a campaign from the store.
    init(_ campaign: Campaign, client: LabClient) async throws {
        methods = []
        for method in campaign.methods {
            var runs: [Run] = []
            for entry in campaign.entries where entry.method == method {
                let run = try await client.run(entry.run)
                runs.append(
                    Run(
                        run: entry.run, seed: entry.seed, state: run.summary.state,
                        testAccuracy: run.result?.testAccuracy, validationAccuracy: run.result?.validationAccuracy,
                        measurements: run.result?.measurements ?? run.summary.measurements,
                        pulses: run.result?.pulses, wallSeconds: run.result?.wallSeconds,
                        accuracies: try await RunMetrics(of: entry.run, from: client).accuracies))
            }
            let finished = runs.filter { $0.state == "finished" }
            methods.append(
                Method(
                    method: method, runs: runs, test: Spread(finished.compactMap(\.testAccuracy)),
                    validation: Spread(finished.compactMap(\.validationAccuracy))))
        }
    }

    enum CodingKeys: String, CodingKey { case methods }
}

extension CampaignOutcome.Run {
    enum CodingKeys: String, CodingKey {
        case run, seed, state, measurements, pulses, accuracies
        case testAccuracy = "test_accuracy"
        case validationAccuracy = "validation_accuracy"
        case wallSeconds = "wall_seconds"
    }
}

/// Mean and spread of a figure over seeds.
struct Spread: Encodable, Equatable {
    let mean: Double
    /// Sample standard deviation; nil of a single value.
    let deviation: Double?
    let least: Double
    let greatest: Double
    let values: [Double]

    /// The spread of `values`; nil of none.
    init?(_ values: [Double]) {
        guard let least = values.min(), let greatest = values.max() else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        self.least = least
        self.greatest = greatest
        self.values = values
        deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    }
}
