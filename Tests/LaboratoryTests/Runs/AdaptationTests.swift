import Foundation
import RunStore
import Testing

@testable import Laboratory

@Suite("Faults and adaptation in a run")
struct AdaptationTests {
    private static let broken = [
        "batches=60", "fault.0.batch=60", "fault.0.share=0.9", "adaptation.batches=20", "adaptation.threshold=2",
        "adaptation.least=0.02",
    ]
    private static let fault = "\n[[fault]]\nbatch = 1\nkind = \"stuck-cells\"\n"

    private func events(_ kind: String, of run: Int64, in bench: RunBench) async throws -> [String] {
        try await bench.store.events(run).filter { $0.kind == kind }.map(\.message)
    }

    @Test("a network that loses its cells notices it, learns again, and goes on for the batches of adaptation")
    func adapts() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(Self.broken + ["adaptation.policy=start"], appending: Self.fault)
        let ended = try await bench.end(of: run)
        #expect(ended.state == .finished && ended.batchesDone == 80 && ended.batchesTotal == 80)
        #expect(try await events("fault", of: run, in: bench).count == 1)
        #expect(try await events("information-fell", of: run, in: bench).count == 1)
        #expect(try await events("adaptation", of: run, in: bench) == [
            "the heads are set anew; learning begins again, for 20 batches"
        ])
        let splits = Set(try await bench.store.accuracies(run).map(\.split))
        #expect(splits.isSuperset(of: ["before-fault", "after-fault", "validation", "test"]))
    }

    @Test("one that is only to propose it does no more than that")
    func proposes() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(Self.broken + ["adaptation.policy=propose"], appending: Self.fault)
        let ended = try await bench.end(of: run)
        #expect(ended.state == .finished && ended.batchesDone == 60)
        #expect(try await events("adaptation-proposed", of: run, in: bench).count == 1)
        #expect(try await events("adaptation", of: run, in: bench).isEmpty)
    }

    @Test("without a policy nobody looks, and the fault is measured all the same")
    func off() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(Self.broken, appending: Self.fault)
        #expect(try await bench.end(of: run).batchesDone == 60)
        #expect(try await events("fault", of: run, in: bench).count == 1)
        #expect(try await events("information-fell", of: run, in: bench).isEmpty)
    }
}
