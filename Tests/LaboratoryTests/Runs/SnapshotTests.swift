import Foundation
import PhysicalDevices
import RunStore
import Testing

@testable import Laboratory

@Suite("Snapshots of chips", .timeLimit(.minutes(2)))
struct SnapshotTests {
    @Test("the cells of a trained network are written to another chip, as near as its cells come")
    func otherChip() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit()
        _ = try await bench.end(of: run)
        try await bench.engine.snapshot(run, as: "first-light")
        let kept = try #require(try await bench.store.snapshot("first-light"))
        #expect(kept.run == run && kept.units.map(\.name) == ["hidden1", "hidden2", "head"])
        #expect(kept.units[0].cells == (try await bench.store.conductances(run, unit: "hidden1")))

        // A run makes the chip anew from another seed: another chip, with cells and bounds of its own.
        _ = try await bench.end(of: bench.submit(["seed=8", "batches=1"]))
        let (pulses, deviations) = try await bench.engine.restore("first-light", to: "chip", by: bench.user)
        #expect(pulses > 0 && deviations.map(\.unit) == ["hidden1", "hidden2", "head"])
        for (unit, deviation) in deviations { #expect(deviation.rootMeanSquare < 0.05, "\(unit)") }
        let gate = try await bench.registry.entry("chip").gate
        #expect(await gate.heldSafeReason == "first-light was written")
    }

    @Test("a name that is taken, unknown or no name, and a run that keeps no cells, are refused")
    func refused() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=1"])
        _ = try await bench.end(of: run)
        try await bench.engine.snapshot(run, as: "a")
        await #expect(throws: RunStoreError.self) { try await bench.engine.snapshot(run, as: "a") }
        await #expect(throws: LaboratoryError.self) { try await bench.engine.snapshot(run, as: "a b") }
        await #expect(throws: RunStoreError.self) { try await bench.engine.snapshot(99, as: "b") }
        await #expect(throws: LaboratoryError.self) {
            _ = try await bench.engine.restore("nobody", to: "chip", by: bench.user)
        }
    }
}
