import Foundation
import PhysicalDevices
import RunStore
import Testing

@testable import Laboratory

@Suite("Run engine", .timeLimit(.minutes(2)))
struct RunEngineTests {
    @Test("a run trains, evaluates once on the test data, keeps its conductances and leaves the device safe")
    func finished() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit()
        let ended = try await bench.end(of: run)
        #expect(ended.state == .finished && ended.batchesDone == 12 && ended.measurements == 12 * 32)
        #expect(try #require(ended.testAccuracy) > 0.8)
        let accuracies = try await bench.store.accuracies(run)
        #expect(accuracies.filter { $0.split == "test" }.map(\.readout).sorted() == ["class-mean", "head", "ridge"])
        #expect(accuracies.filter { $0.split == "validation" && $0.readout == "head" }.map(\.batch) == [5, 10, 12])
        let cells = try #require(try await bench.store.conductances(run, unit: "hidden1"))
        #expect(cells.rows == 7 && cells.columns == 24 && cells.siemens.allSatisfy { $0 >= 1e-6 && $0 < 140e-6 })
        let gate = try await bench.registry.entry("chip").gate
        #expect(await gate.heldSafeReason == "run \(run) has ended")
        #expect(await bench.registry.holder(of: "chip") == nil)
        let provenance = try await bench.store.provenance(run)
        let serial = await (try bench.registry.entry("chip").device).identity.serial
        #expect(provenance["device"]?.hasSuffix(serial) == true && provenance["dataset-sha256"]?.count == 64)
        #expect(provenance["commit"]?.isEmpty == false && provenance["seed"] == "1")
    }

    @Test(
        "every method trains by the same rules and ends with an accuracy", arguments: Experiment.Trainer.allCases)
    func methods(trainer: Experiment.Trainer) async throws {
        let bench = try await RunBench()
        // The samples of the bench are no images, of which views could be made.
        let run = try await bench.submit(["trainer=\(trainer.rawValue)", "batches=6", "unsupervised.from=inputs"])
        let ended = try await bench.end(of: run)
        #expect(ended.state == .finished && ended.message == nil && ended.batchesDone == 6)
        #expect(ended.testAccuracy != nil && ended.validationAccuracy != nil)
        #expect(ended.trainer == trainer.rawValue)
        let result = try #require(try await bench.store.result(run))
        // Methods that perturb measure the noise of their loss first, once.
        let measuresNoise = trainer == .pgt || trainer == .perturbation
        let least = 6 * 32 * (trainer == .unsupervised ? 1 : trainer.method.needs.passesPerSample)
        #expect(measuresNoise ? result.measurements > least : result.measurements == least)
    }

    @Test("every batch is stored once, in order, with what each unit showed")
    func batches() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit()
        _ = try await bench.end(of: run)
        let batches = try await bench.store.batches(run)
        #expect(batches.map(\.batch) == Array(1...12))
        for batch in batches {
            #expect(batch.units.map(\.unit) == ["hidden1", "hidden2"])
            #expect(batch.units.allSatisfy { $0.information != nil && (0...1).contains($0.zeroFraction) })
            #expect(batch.headLoss != nil && batch.measurements == batch.batch * 32)
        }
        let result = try #require(try await bench.store.result(run))
        #expect(result.pulses >= batches.reduce(0) { $0 + $1.units.reduce(0) { $0 + $1.pulses } })
        #expect(result.calibrationMeasurements > 0 && result.evaluationMeasurements > 0)
    }

    @Test("the same seed gives the same run bit for bit on one chip, one run after the other")
    func reproducible() async throws {
        let bench = try await RunBench()
        var metrics: [[[StoredUnitMetrics]]] = []
        var conductances: [[Float]] = []
        for seed in [4, 5, 4] {
            let run = try await bench.submit(["seed=\(seed)"])
            _ = try await bench.end(of: run)
            metrics.append(try await bench.store.batches(run).map(\.units))
            conductances.append(try #require(try await bench.store.conductances(run, unit: "hidden2")).siemens)
        }
        #expect(metrics[0] == metrics[2] && conductances[0] == conductances[2])
        #expect(metrics[0] != metrics[1] && conductances[0] != conductances[1])
    }

    @Test("runs wait for each other in the order of their submission")
    func queue() async throws {
        let bench = try await RunBench()
        let runs = [try await bench.submit(), try await bench.submit(), try await bench.submit()]
        for run in runs { #expect(try await bench.end(of: run).state == .finished) }
        let starts = try await runs.asyncMap { try await bench.store.run($0).startedAt ?? "" }
        #expect(starts == starts.sorted())
    }

    @Test("a paused run waits in the safe state and goes on where it was")
    func pause() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=3000"])
        try await bench.wait(for: run) { $0.batchesDone > 2 }
        try await bench.engine.pause(run)
        let paused = try await bench.wait(for: run) { $0.state == .paused }
        let gate = try await bench.registry.entry("chip").gate
        #expect(await gate.heldSafeReason?.contains("paused") == true)
        try await bench.engine.resume(run)
        try await bench.wait(for: run) { $0.state == .running && $0.batchesDone > paused.batchesDone + 2 }
        try await bench.engine.stop(run)
        #expect(try await bench.end(of: run).state == .stopped)
    }

    @Test("a stopped run is evaluated on validation data, never on test data, and keeps its conductances")
    func stop() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        try await bench.engine.stop(run)
        let ended = try await bench.end(of: run)
        #expect(ended.state == .stopped && ended.validationAccuracy != nil && ended.testAccuracy == nil)
        #expect(try await bench.store.conductances(run, unit: "head") != nil)
        #expect(try await bench.store.batches(run).count == ended.batchesDone)
    }

    @Test("an aborted run ends at once, with its device safe")
    func abort() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        try await bench.engine.abort(run)
        let ended = try await bench.end(of: run)
        #expect(ended.state == .aborted && ended.testAccuracy == nil)
        #expect(await (try bench.registry.entry("chip").gate).heldSafeReason != nil)
    }

    @Test("a queued run can be taken off the queue")
    func dequeue() async throws {
        let bench = try await RunBench()
        let first = try await bench.submit(["batches=100000"])
        let second = try await bench.submit()
        try await bench.engine.abort(second)
        #expect(try await bench.store.run(second).state == .aborted)
        try await bench.engine.abort(first)
        #expect(try await bench.end(of: first).state == .aborted)
        await #expect(throws: LaboratoryError.self) { try await bench.engine.pause(second) }
    }

    @Test("a safe state that somebody called for fails the run and those queued behind it, until the next submission")
    func safeState() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        let queued = try await bench.submit()
        try await bench.registry.enterSafeState(reason: "smoke in the lab")
        for stopped in [run, queued] {
            let ended = try await bench.end(of: stopped)
            #expect(ended.state == .failed && ended.message?.contains("smoke in the lab") == true)
        }
        #expect(try await bench.store.run(queued).measurements == 0)
        #expect(try await bench.registry.entry("chip").gate.heldSafeReason == "smoke in the lab")
        #expect(try await bench.end(of: bench.submit()).state == .finished)
    }

    @Test("a device that answers NaN fails its run with a clear message; the next run goes on")
    func notANumber() async throws {
        let device = FaultyCrossbar(failingAfter: 40)
        let bench = try await RunBench(device: device)
        let run = try await bench.submit()
        let ended = try await bench.end(of: run)
        #expect(ended.state == .failed && ended.message?.contains("not a finite number") == true)
        await device.repair()
        #expect(try await bench.end(of: bench.submit()).state == .finished)
    }

    @Test("a daemon that stops interrupts its run, leaves the device safe, and keeps the queue for the next daemon")
    func shutDown() async throws {
        let directory = RunBench.newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let bench = try await RunBench(directory: directory)
        let running = try await bench.submit(["batches=100000"])
        let waiting = try await bench.submit()
        try await bench.wait(for: running) { $0.batchesDone > 3 }
        await bench.engine.shutDown()
        let ended = try await bench.store.run(running)
        #expect(ended.state == .interrupted && ended.batchesDone > 3)
        #expect(try await bench.registry.entry("chip").gate.heldSafeReason != nil)
        try bench.store.close()

        let next = try await RunBench(directory: directory)
        #expect(try await next.end(of: waiting).state == .finished)
    }
}

extension [Int64] {
    fileprivate func asyncMap<R>(_ body: (Int64) async throws -> R) async rethrows -> [R] {
        var results: [R] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
