import Testing

@testable import RunStore

@Suite("Metrics in the store")
struct RunStoreMetricsTests {
    let directory: TemporaryDirectory
    let store: RunStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try RunStore(directory: directory.path)
    }

    @Test("a batch is read back with its units in their order and is counted")
    func batches() async throws {
        let run = try await store.startedRun()
        for batch in 1...5 { try await store.appendBatch(run, .sample(batch)) }
        #expect(try await store.batches(run) == (1...5).map { StoredBatch.sample($0) })
        #expect(try await store.batches(run, from: 3, limit: 2) == [.sample(3), .sample(4)])
        #expect(try await store.batches(run, from: 6).isEmpty)
        let stored = try await store.run(run)
        #expect(stored.batchesDone == 5 && stored.measurements == 640)
    }

    @Test("the same batch twice is refused and nothing of it is applied twice")
    func duplicate() async throws {
        let run = try await store.startedRun()
        try await store.appendBatch(run, .sample(1))
        var again = StoredBatch.sample(1)
        again.measurements = 999
        let accuracy = StoredAccuracy(
            readout: "head", split: "validation", accuracy: 0.5, samples: 10, batch: 1, measurements: 128)
        let error = await storeError { try await store.appendBatch(run, again, accuracies: [accuracy]) }
        #expect(error?.code == .duplicate && error?.message == "batch 1 of run 1 is already stored")
        #expect(try await store.run(run).batchesDone == 1)
        #expect(try await store.run(run).measurements == 128)
        #expect(try await store.accuracies(run).isEmpty)
        #expect(try await store.batches(run) == [.sample(1)])
    }

    @Test("batches go only to a run that is under way", arguments: [RunState.queued, .paused, .stopped])
    func state(of state: RunState) async throws {
        let run = try await store.createRun(.sample())
        if state != .queued {
            for next in [RunState.preparing, .running, state] { try await store.transition(run, to: next) }
        }
        let error = await storeError { try await store.appendBatch(run, .sample(1)) }
        #expect(error?.code == (state == .paused ? nil : .wrongState))
        #expect(try await store.run(run).batchesDone == (state == .paused ? 1 : 0))
    }

    @Test("numbers that are not finite are refused by name")
    func notFinite() async throws {
        let run = try await store.startedRun()
        var batch = StoredBatch.sample(1)
        batch.units[1].zeroFraction = .nan
        let error = await storeError { try await store.appendBatch(run, batch) }
        #expect(error?.code == .invalidValue && error?.message == "zero fraction of unit hidden1 is nan")
        let accuracy = StoredAccuracy(
            readout: "ridge", split: "test", accuracy: .infinity, samples: 1, batch: 1, measurements: 1)
        #expect(await storeError { try await store.storeAccuracies(run, [accuracy]) }?.code == .invalidValue)
        #expect(try await store.batches(run).isEmpty)
    }

    @Test("information that is not a number is stored as not known")
    func unknownInformation() async throws {
        let run = try await store.startedRun()
        var batch = StoredBatch.sample(1)
        batch.units[0].information = .nan
        try await store.appendBatch(run, batch)
        #expect(try await store.batches(run)[0].units[0].information == nil)
    }

    @Test("accuracies of one batch with different sample counts stand side by side, the same one is replaced")
    func accuracies() async throws {
        let run = try await store.startedRun()
        func accuracy(_ samples: Int, _ value: Double) -> StoredAccuracy {
            StoredAccuracy(
                readout: "head", split: "validation", accuracy: value, samples: samples, batch: 1, measurements: 128)
        }
        try await store.appendBatch(run, .sample(1), accuracies: [accuracy(1000, 0.5)])
        try await store.storeAccuracies(run, [accuracy(1000, 0.75), accuracy(5000, 0.8)])
        #expect(try await store.accuracies(run).map(\.accuracy) == [0.75, 0.8])
    }

    @Test("the result is read back and its accuracies stand in the run")
    func result() async throws {
        let run = try await store.startedRun()
        #expect(try await store.result(run) == nil)
        let result = StoredResult(
            testAccuracy: 0.976, validationAccuracy: nil, measurements: 153_600, calibrationMeasurements: 2048,
            evaluationMeasurements: 15_000, pulses: 5_000_000_000, wallSeconds: 12.5, deviceBusyFraction: 0.5,
            computeFraction: 0.25, waitFraction: 0.25)
        let accuracy = StoredAccuracy(
            readout: "ridge", split: "test", accuracy: 0.97, samples: 10_000, batch: 1200, measurements: 153_600)
        try await store.storeResult(run, result, accuracies: [accuracy])
        #expect(try await store.result(run) == result)
        #expect(try await store.accuracies(run) == [accuracy])
        #expect(try await store.run(run).testAccuracy == 0.976)
        #expect(try await store.run(run).validationAccuracy == nil)
        #expect(await storeError { try await store.storeResult(99, result) }?.code == .noSuchRun)
    }

    @Test("conductances are read back bit for bit and lie in the file as little-endian float32")
    func conductances() async throws {
        let run = try await store.startedRun()
        let siemens: [Float] = [1e-6, 2.5e-5, .leastNonzeroMagnitude, 0, -0.0, .greatestFiniteMagnitude]
        let block = try StoredConductances(rows: 3, columns: 2, siemens: siemens)
        try await store.storeConductances(run, unit: "hidden1", block)
        let stored = try #require(try await store.conductances(run, unit: "hidden1"))
        #expect(stored.siemens.map(\.bitPattern) == siemens.map(\.bitPattern))
        #expect(stored.rows == 3 && stored.columns == 2)
        #expect(Array(block.bytes.prefix(4)) == [0xbd, 0x37, 0x86, 0x35])
        #expect(try await store.conductances(run, unit: "hidden2") == nil)
    }

    @Test("conductances that do not fill their shape are refused", arguments: [(2, 2), (-1, -3), (Int.max, 3)])
    func shape(rows: Int, columns: Int) async throws {
        let error = await storeError { _ = try StoredConductances(rows: rows, columns: columns, siemens: [1, 2, 3]) }
        #expect(error?.code == .invalidValue)
    }
}
