import Foundation
import Matrices
import PhysicalDevices
import RunStore
import Testing

@testable import Laboratory

@Suite("Resuming runs", .timeLimit(.minutes(3)))
struct ResumeTests {
    /// All of a run that must not depend on how often it was interrupted.
    private struct Outcome: Equatable {
        var batches: [StoredBatch]
        var accuracies: [StoredAccuracy]
        var conductances: [StoredConductances?]
        var counts: [Int]

        init(_ run: Int64, in store: RunStore) async throws {
            batches = try await store.batches(run).map { batch in
                var batch = batch
                batch.seconds = 0
                return batch
            }
            accuracies = try await store.accuracies(run)
            conductances = []
            for unit in try await store.units(run) {
                conductances.append(try await store.conductances(run, unit: unit.name))
            }
            let result = try #require(try await store.result(run))
            counts = [
                result.measurements, result.calibrationMeasurements, result.evaluationMeasurements, result.pulses,
            ]
        }
    }

    private static let overrides = ["batches=150", "checkpoint-every=7", "evaluate-every=20"]

    /// Submits a run and ends its daemon while it trains; the run's number.
    private func interrupted(in directory: String, _ overrides: [String] = Self.overrides) async throws -> Int64 {
        let bench = try await RunBench(directory: directory)
        let run = try await bench.submit(overrides)
        try await bench.wait(for: run) { $0.batchesDone > 16 }
        await bench.engine.shutDown()
        #expect(try await bench.store.run(run).state == .interrupted)
        try bench.store.close()
        return run
    }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = RunBench.newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    @Test(
        "a run that was interrupted twice equals the uninterrupted one bit for bit, with every method",
        arguments: Experiment.Trainer.allCases)
    func identical(trainer: Experiment.Trainer) async throws {
        // pgt programs nine times a batch, and every time is noted on the disk before.
        let (batches, later) = trainer == .pgt ? (50, 30) : (150, 60)
        let overrides = Self.overrides + [
            "trainer=\(trainer.rawValue)", "batches=\(batches)", "unsupervised.from=inputs",
        ]
        let whole = try await RunBench()
        let reference = try await whole.submit(overrides)
        #expect(try await whole.end(of: reference).state == .finished)
        try await withDirectory { directory in
            let run = try await interrupted(in: directory, overrides)
            let second = try await RunBench(directory: directory)
            try await second.engine.resume(run)
            try await second.wait(for: run) { $0.batchesDone > later }
            await second.engine.shutDown()
            try second.store.close()
            let third = try await RunBench(directory: directory)
            try await third.engine.resume(run)
            #expect(try await third.end(of: run).state == .finished)
            #expect(try await Outcome(run, in: third.store) == Outcome(reference, in: whole.store))
            #expect(try await third.store.resumptions(run).map(\.number) == [1, 2])
            #expect(try await third.store.checkpointBatch(run) == nil)
        }
    }

    @Test("another run on the chip in between changes nothing: a simulated chip is put back")
    func afterAnotherRun() async throws {
        let whole = try await RunBench()
        let reference = try await whole.submit(Self.overrides)
        _ = try await whole.end(of: reference)
        try await withDirectory { directory in
            let run = try await interrupted(in: directory)
            let bench = try await RunBench(directory: directory)
            _ = try await bench.end(of: bench.submit(["seed=9"]))
            try await bench.engine.resume(run)
            _ = try await bench.end(of: run)
            #expect(try await Outcome(run, in: bench.store) == Outcome(reference, in: whole.store))
        }
    }

    @Test("cells that have drifted are refused, gone on with when allowed, or written back when asked for")
    func drift() async throws {
        try await withDirectory { directory in
            let run = try await interrupted(in: directory)
            let bench = try await RunBench(directory: directory)
            let gate = try await bench.registry.entry("chip").gate
            let cells = CellBlock(tile: 0, rows: 0..<7, columns: 0..<12)
            try await gate.program(TargetMap(block: cells, targets: Matrix(rows: 7, columns: 12, repeating: 90e-6)))
            let refusal = await #expect(throws: LaboratoryError.self) { try await bench.engine.resume(run) }
            #expect(refusal?.message.contains("no longer those of the checkpoint") == true)
            let refused = try await bench.store.run(run)
            #expect(refused.state == .interrupted && refused.message?.contains("--reprogram") == true)

            try await bench.engine.resume(run, reprogram: true)
            #expect(try await bench.end(of: run).state == .finished)
            let verdict = try #require(try await bench.store.resumptions(run).last?.verdict)
            #expect(verdict.contains("written back with"))
        }
    }

    @Test("a run whose data have changed is refused, and stays to be resumed")
    func changedData() async throws {
        try await withDirectory { directory in
            let run = try await interrupted(in: directory)
            let bench = try await RunBench(directory: directory)
            let path = directory + "/clusters.csv"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try (text + "\n0.5,0.5,0.5,0.5,0.5,0.5,1").write(toFile: path, atomically: true, encoding: .utf8)
            let refusal = await #expect(throws: LaboratoryError.self) { try await bench.engine.resume(run) }
            #expect(refusal?.message.contains("data of run \(run) have changed") == true)
            #expect(try await bench.store.run(run).state == .interrupted)
        }
    }

    @Test("a run that waits has a checkpoint of its last batch; one that has ended well has none")
    func pausedAndFinished() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=100000", "checkpoint-every=50"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        try await bench.engine.pause(run)
        let paused = try await bench.wait(for: run) { $0.state == .paused }
        #expect(try await bench.store.checkpointBatch(run) == paused.batchesDone)
        try await bench.engine.resume(run)
        try await bench.engine.stop(run)
        #expect(try await bench.end(of: run).state == .stopped)
        #expect(try await bench.store.checkpointBatch(run) == nil)
        await #expect(throws: LaboratoryError.self) { try await bench.engine.resume(run) }
    }

    @Test("every map of pulses is noted, and what was applied adds up to what the run counts")
    func ledger() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=20"])
        _ = try await bench.end(of: run)
        let intents = try await bench.store.pulseIntents(run)
        #expect(intents.map(\.intent.number) == Array(1...intents.count))
        #expect(intents.allSatisfy { $0.settlement.outcome == .applied })
        let result = try #require(try await bench.store.result(run))
        #expect(intents.reduce(0) { $0 + ($1.settlement.applied ?? 0) } == result.pulses)
        #expect(Set(intents.map(\.intent.batch)) == Set(0...20))
    }

    @Test("a run without checkpoints begins again, and nothing of its first beginning is counted")
    func withoutCheckpoint() async throws {
        let overrides = ["batches=60", "checkpoint-every=0"]
        let whole = try await RunBench()
        let reference = try await whole.submit(overrides)
        _ = try await whole.end(of: reference)
        try await withDirectory { directory in
            let run = try await interrupted(in: directory, overrides)
            let bench = try await RunBench(directory: directory)
            try await bench.engine.resume(run)
            _ = try await bench.end(of: run)
            #expect(try await Outcome(run, in: bench.store) == Outcome(reference, in: whole.store))
        }
    }
}
