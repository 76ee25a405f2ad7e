import Foundation
import Testing

@testable import RunStore

@Suite("Pulse intents")
struct PulseIntentTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func intent(_ number: Int, batch: Int) -> PulseIntent {
        PulseIntent(
            number: number, resumption: 0, batch: batch, unit: "hidden1", tile: 2, rows: 3..<7, columns: 4..<10,
            pulses: 100 * number, digest: .max - UInt64(number))
    }

    @Test("after a crash every map is known to be applied, not applied or in doubt")
    func crash() async throws {
        var store: RunStore? = try RunStore(directory: directory.path)
        let run = try #require(try await store?.startedRun())
        try await store?.notePulses(run, settled: [], intended: [intent(1, batch: 1), intent(2, batch: 1)])
        try await store?.notePulses(
            run,
            settled: [
                PulseSettlement(number: 1, outcome: .applied, applied: 99),
                PulseSettlement(number: 2, outcome: .notApplied, applied: 0),
            ], intended: [intent(3, batch: 2)])
        store = nil
        let again = try RunStore(directory: directory.path)
        let found = try await again.pulseIntents(run)
        #expect(found.map(\.intent) == [intent(1, batch: 1), intent(2, batch: 1), intent(3, batch: 2)])
        #expect(found.map(\.settlement.outcome) == [.applied, .notApplied, .inDoubt])
        #expect(found.map(\.settlement.applied) == [99, 0, nil])
        #expect(try await again.nextPulseIntent(run) == 4)
        #expect(try await again.pulseTally(run, after: 1) == [.inDoubt: PulseTally(maps: 1, pulses: 300)])
    }

    @Test("a number noted twice is refused, and nothing of the call is stored")
    func twice() async throws {
        let store = try RunStore(directory: directory.path)
        let run = try await store.startedRun()
        try await store.notePulses(run, settled: [], intended: [intent(1, batch: 1)])
        let error = await storeError {
            try await store.notePulses(
                run, settled: [PulseSettlement(number: 1, outcome: .applied, applied: 1)],
                intended: [intent(2, batch: 1), intent(1, batch: 1)])
        }
        #expect(error?.code == .duplicate)
        #expect(try await store.pulseIntents(run).map(\.settlement.outcome) == [.intended])
    }

    @Test("pulses are undone as far as the chip itself went back, and stay where it did not")
    func undone() async throws {
        let store = try RunStore(directory: directory.path)
        let expected: [Int?: [PulseOutcome]] = [
            1: [.applied, .undone, .undone], -1: [.undone, .undone, .undone], nil: [.applied, .applied, .inDoubt],
        ]
        for (undoneAfter, outcomes) in expected {
            let run = try await store.startedRun()
            try await store.notePulses(
                run, settled: [], intended: [intent(1, batch: 1), intent(2, batch: 2), intent(3, batch: 2)])
            try await store.notePulses(
                run,
                settled: [1, 2].map { PulseSettlement(number: $0, outcome: .applied, applied: 5) }
                    + [PulseSettlement(number: 3, outcome: .inDoubt, applied: nil)], intended: [])
            try await store.goBack(run, to: 1, measurements: 0, resumption: 1, verdict: "", undoneAfter: undoneAfter)
            #expect(try await store.pulseIntents(run).map(\.settlement.outcome) == outcomes)
        }
    }
}
