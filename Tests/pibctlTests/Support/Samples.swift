import ControlInterface
import Foundation

/// Messages as a daemon would send them.
enum Samples {
    static let device = DeviceStatus(
        id: "chip", driver: "simulated", simulated: true, state: "busy", hardwareState: "as-before", vendor: "pibd",
        model: "crossbar 256 x 128", serial: "SIM-0001", firmware: "1.0", capabilities: ["VectorProcessor"],
        heldByRun: 7)

    static func summary(
        state: String = "running", batchesDone: Int = 100, batchesTotal: Int = 1200, message: String? = nil,
        testAccuracy: Double? = nil
    ) -> RunSummary {
        RunSummary(
            run: 7, name: "first light", state: state, trainer: "pib", loss: "renyi", dataset: "fashion-mnist",
            device: "chip", seed: 3, batchesDone: batchesDone, batchesTotal: batchesTotal,
            measurements: batchesDone * 128, submittedAt: "2026-11-21T10:15:30.250Z",
            startedAt: "2026-11-21T10:15:31Z", operator: "ada", testAccuracy: testAccuracy,
            validationAccuracy: 0.8612, message: message)
    }

    static let status = GetStatus.Reply(
        version: "0.1.0", commit: "0123456789abcdef", pid: 4711, uptimeSeconds: 3725, simulate: true,
        stateDirectory: "/var/lib/pibd", linearAlgebra: "OpenBLAS SkylakeX", devices: [device], running: summary(),
        queued: 2, followers: 1)

    /// Information that falls from its ceiling, or climbs to it, with noise of a fixed pattern.
    static func batch(_ number: Int, units: Int = 3) -> BatchMetrics {
        let progress = 1 - exp(-Double(number) / 250)
        return BatchMetrics(
            batch: number, measurements: number * 128, seconds: 0.01, headLoss: 2.3 * exp(-Double(number) / 300),
            headAccuracy: 0.1 + 0.75 * progress,
            units: (0..<units).map { unit in
                let noise = 0.12 * sin(Double(number) * (12.9898 + Double(unit)) * 78.233)
                return UnitMetrics(
                    unit: "layer\(unit + 1)", information: 0.9 + (1.9 - 0.35 * Double(unit)) * progress + noise,
                    deadOutputs: unit, saturatedFraction: 0.01, zeroFraction: 0.4, pulses: 1000 + number)
            })
    }

    static func accuracy(
        _ readout: String, _ split: String, _ accuracy: Double, batch: Int
    ) -> Accuracy {
        Accuracy(
            readout: readout, split: split, accuracy: accuracy, samples: 5000, batch: batch,
            measurements: batch * 128)
    }

    /// Evaluations of three read-outs every 100 batches, and once on the test set.
    static func accuracies(batches: Int) -> [Accuracy] {
        let offsets = [("head", 0.0), ("class-mean", -0.035), ("ridge", 0.008)]
        let validation = stride(from: 100, through: batches, by: 100).flatMap { batch in
            offsets.map { readout, offset in
                accuracy(readout, "validation", 0.872 + offset - 0.25 * exp(-Double(batch) / 200), batch: batch)
            }
        }
        return validation + offsets.map { accuracy($0.0, "test", 0.864 + $0.1, batch: batches) }
    }

    static let result = RunResult(
        testAccuracy: 0.864, validationAccuracy: 0.872, accuracies: accuracies(batches: 1200), measurements: 153_600,
        calibrationMeasurements: 2048, evaluationMeasurements: 75_000, pulses: 12_345_678, wallSeconds: 21.5,
        deviceBusyFraction: 0.62, computeFraction: 0.3, waitFraction: 0.08)

    static let units = [
        UnitShape(unit: "layer1", inputs: 784, outputs: 256), UnitShape(unit: "layer2", inputs: 256, outputs: 128),
        UnitShape(unit: "layer3", inputs: 128, outputs: 64),
    ]

    static func run(state: String = "finished") -> GetRun.Reply {
        GetRun.Reply(
            summary: summary(state: state, batchesDone: 1200, testAccuracy: 0.864),
            configuration: "seed = 3\nbatches = 1200\n", provenance: ["commit": "0123456789abcdef"], result: result,
            units: units, events: [RunEvent(at: "2026-11-21T10:15:31Z", kind: "started", message: "on chip")])
    }
}
