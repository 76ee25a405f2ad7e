import Foundation
import Testing

@testable import RunStore

@Suite("Resuming runs in the store")
struct ResumptionTests {
    let directory: TemporaryDirectory
    let store: RunStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try RunStore(directory: directory.path)
    }

    private func queueAgain(_ run: Int64, reprogram: Bool = false, tolerance: Double? = nil) async throws {
        try await store.queueAgain(
            run, operatorUID: 7, operatorName: "ada", reprogram: reprogram, tolerance: tolerance)
    }

    @Test("a run that goes back keeps what was superseded apart, and stores those batches again without a duplicate")
    func goBack() async throws {
        let run = try await store.startedRun()
        for batch in 1...7 {
            try await store.appendBatch(
                run, .sample(batch),
                accuracies: [
                    StoredAccuracy(
                        readout: "head", split: "validation", accuracy: 0.1 * Double(batch), samples: 10, batch: batch,
                        measurements: 0)
                ])
        }
        try await store.transition(run, to: .interrupted)
        try await queueAgain(run, reprogram: true, tolerance: 0.25)
        let asked = try #require(try await store.resumptions(run).last)
        #expect(asked.number == 1 && asked.reprogram && asked.tolerance == 0.25 && asked.batch == nil)
        #expect(try await store.run(run).endedAt == nil)
        let moved = try await store.goBack(
            run, to: 4, measurements: 512, resumption: 1, verdict: "as it was", undoneAfter: 4)
        #expect(moved == 3)
        #expect(try await store.batches(run).map(\.batch) == [1, 2, 3, 4])
        #expect(try await store.accuracies(run).map(\.batch) == [1, 2, 3, 4])
        let stored = try await store.run(run)
        #expect(stored.batchesDone == 4 && stored.measurements == 512 && stored.state == .queued)
        #expect(try await store.resumptions(run).last?.batch == 4)
        try await store.transition(run, to: .preparing)
        for batch in 5...7 { try await store.appendBatch(run, .sample(batch)) }
        #expect(try await store.batches(run) == (1...7).map { StoredBatch.sample($0) })
        let kept = try await store.read { database in
            try Int.fetchAll(database, sql: "SELECT batch FROM superseded_batches WHERE run = \(run) ORDER BY batch")
        }
        #expect(kept == [5, 6, 7])
        #expect(try await store.events(run).contains { $0.kind == "resumed" && $0.message.contains("from batch 4") })
    }

    @Test("what goes on or ended well is not queued again", arguments: [RunState.running, .finished])
    func refused(state: RunState) async throws {
        let run = try await store.startedRun()
        if state != .running { try await store.transition(run, to: state) }
        let error = await storeError { try await queueAgain(run) }
        #expect(error?.code == .wrongState)
        #expect(try await store.resumptions(run).isEmpty)
    }
}
