import Foundation
import Matrices
import PhysicalDevices
import Testing

@Suite("Wear account")
struct WearTests {
    @Test("can be kept and taken up again, and then goes on counting")
    func snapshot() async throws {
        let first = try await GateBench()
        _ = try await first.gate.program(GateBench.pulses(10))
        _ = try await first.gate.program(GateBench.pulses(-5, CellBlock(tile: 1, rows: 7..<8, columns: 7..<8)))
        let kept = try JSONDecoder().decode(WearSnapshot.self, from: JSONEncoder().encode(await first.gate.wear))
        #expect(kept.tiles[0]?[0] == 10 && kept.tiles[0]?[4] == 0 && kept.tiles[1]?.last == 5)
        let second = try await GateBench { $0.maximumPulsesPerCell = 15 }
        try await second.gate.restore(kept)
        #expect(await second.gate.highestWear == 10)
        _ = try await second.gate.program(GateBench.pulses(5))
        #expect(await second.gate.highestWear == 15)
        #expect(await refusal { _ = try await second.gate.program(GateBench.pulses(1)) }?.code == .refusedByEnvelope)
    }

    @Test("is never made less by an older one")
    func older() async throws {
        let bench = try await GateBench()
        let old = await bench.gate.wear
        _ = try await bench.gate.program(GateBench.pulses(10))
        try await bench.gate.restore(old)
        #expect(await bench.gate.wear.tiles[0]?[0] == 10)
    }

    @Test("of a device of another shape is refused and changes nothing")
    func otherShape() async throws {
        let bench = try await GateBench()
        let counts = [UInt32](repeating: 9, count: 64)
        for snapshot in [
            WearSnapshot(rows: 4, columns: 16, tiles: [0: counts]),
            WearSnapshot(rows: 8, columns: 8, tiles: [2: counts]),
            WearSnapshot(rows: 8, columns: 8, tiles: [-1: counts]),
            WearSnapshot(rows: 8, columns: 8, tiles: [0: counts, 1: [1]]),
        ] {
            #expect(await refusal { try await bench.gate.restore(snapshot) }?.code == .invalidRequest)
        }
        #expect(await bench.gate.highestWear == 0)
    }

    @Test("counts one pulse a cell for programming towards targets")
    func targets() async throws {
        let bench = try await GateBench { $0.maximumPulsesPerCell = 1 }
        let map = TargetMap(block: GateBench.block, targets: Matrix(rows: 4, columns: 4, repeating: 1e-5))
        try await bench.gate.program(map)
        #expect(await refusal { try await bench.gate.program(map) }?.code == .refusedByEnvelope)
    }
}
