import PhysicalDevices
import Testing

@testable import Laboratory

@Suite("Leases of devices", .timeLimit(.minutes(2)))
struct DeviceLeaseTests {
    private let grace = Operator(uid: 1001, name: "grace")

    @Test("while one user has a device, another can neither drive it nor submit runs to it")
    func exclusive() async throws {
        let bench = try await RunBench()
        _ = try await bench.registry.acquire("chip", by: grace, seconds: 600, note: "IV curves")
        let error = await #expect(throws: LaboratoryError.self) { try await bench.submit() }
        #expect(error?.message.contains("held by grace (IV curves)") == true)
        await #expect(throws: LaboratoryError.self) {
            try await bench.registry.requireFree("chip", for: bench.user)
        }
        try await bench.registry.requireFree("chip", for: grace)
    }

    @Test("a device cannot be taken while a run has it")
    func busy() async throws {
        let bench = try await RunBench()
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 0 }
        await #expect(throws: LaboratoryError.self) {
            try await bench.registry.acquire("chip", by: grace, seconds: 600, note: nil)
        }
        try await bench.engine.abort(run)
    }

    @Test("an expired lease leaves the device in its safe state and free")
    func expiry() async throws {
        let bench = try await RunBench()
        let gate = try await bench.registry.entry("chip").gate
        try await gate.arm()
        let lease = try await bench.registry.acquire("chip", by: grace, seconds: 0.05, note: nil)
        await bench.registry.waitForEnd(of: lease.number, on: "chip")
        #expect(await bench.registry.lease(of: "chip") == nil)
        while await gate.heldSafeReason == nil { await Task.yield() }
        #expect(await gate.heldSafeReason == "the lease of grace expired")
        #expect(try await bench.end(of: bench.submit()).state == .finished)
    }

    @Test("only a kick takes a device away from somebody else")
    func kick() async throws {
        let bench = try await RunBench()
        let gate = try await bench.registry.entry("chip").gate
        try await gate.arm()
        _ = try await bench.registry.acquire("chip", by: grace, seconds: 600, note: nil)
        await #expect(throws: LaboratoryError.self) {
            try await bench.registry.release("chip", by: bench.user, kick: false)
        }
        try await bench.registry.release("chip", by: bench.user, kick: true)
        #expect(await bench.registry.lease(of: "chip") == nil)
        #expect(await gate.heldSafeReason == "released by ada")
    }

    @Test("taking a device again prolongs the lease instead of ending it")
    func renewal() async throws {
        let bench = try await RunBench()
        let first = try await bench.registry.acquire("chip", by: grace, seconds: 5, note: nil)
        let second = try await bench.registry.acquire("chip", by: grace, seconds: 500, note: nil)
        #expect(second.end > first.end)
        await bench.registry.end(first.number, of: "chip", reason: "an old one")
        #expect(await bench.registry.lease(of: "chip") == second)
    }

    @Test("times that make no sense are refused", arguments: [0, -1, Double.nan, .infinity, 1e9])
    func times(seconds: Double) async throws {
        let bench = try await RunBench()
        await #expect(throws: LaboratoryError.self) {
            try await bench.registry.acquire("chip", by: grace, seconds: seconds, note: nil)
        }
    }
}
