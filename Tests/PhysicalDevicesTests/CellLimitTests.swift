import Matrices
import PhysicalDevices
import Testing

@Suite("Limits of blocks of cells")
struct CellLimitTests {
    /// Limits for cells (1, 2), (1, 3), (2, 2), (2, 3) of tile 0.
    private func bench(_ change: (inout CellLimits) -> Void) async throws -> GateBench {
        var limits = CellLimits(block: CellBlock(tile: 0, rows: 1..<3, columns: 2..<4))
        change(&limits)
        return try await GateBench { $0.cells = [limits] }
    }

    private func map(_ count: Int8, row: Int, column: Int, tile: Int = 0) -> PulseMap {
        var map = GateBench.pulses(0, CellBlock(tile: tile, rows: 0..<4, columns: 0..<4))
        map.counts[row * 4 + column] = count
        return map
    }

    @Test(
        "pulses are held against the limits of the cells that they reach, and no others",
        arguments: ["set", "reset", "width", "request", "life", "current"])
    func pulses(limit: String) async throws {
        let bench = try await bench {
            switch limit {
            case "set": $0.maximumSetVoltage = Voltage(0.9)
            case "reset": $0.maximumResetVoltage = Voltage(0.9)
            case "width": $0.maximumPulseWidth = TimeSpan(0.9e-6)
            case "request": $0.maximumPulsesPerRequest = 4
            case "life": $0.maximumPulsesPerCell = 4
            default: $0.maximumCellCurrent = ElectricCurrent(90e-6)
            }
        }
        for (row, column, tile) in [(0, 2, 0), (3, 3, 0), (1, 1, 0), (1, 2, 1)] {
            _ = try await bench.gate.program(map(5, row: row, column: column, tile: tile))
        }
        let count: Int8 = limit == "reset" ? -5 : 5
        for (row, column) in [(1, 2), (2, 3)] {
            let error = await refusal { _ = try await bench.gate.program(map(count, row: row, column: column)) }
            #expect(error?.code == .refusedByEnvelope && error?.hardwareState == .asBefore)
            #expect(error?.message.contains("rows 1..<3") == true)
        }
        #expect(await bench.device.events.count == 4)
        #expect(await bench.gate.wear.tiles[0]?[1 * 8 + 2] == 0)
    }

    @Test("the life of a limited cell is the sum over requests")
    func life() async throws {
        let bench = try await bench { $0.maximumPulsesPerCell = 6 }
        _ = try await bench.gate.program(map(3, row: 1, column: 2))
        _ = try await bench.gate.program(map(-3, row: 1, column: 2))
        #expect(await refusal { _ = try await bench.gate.program(map(1, row: 1, column: 2)) } != nil)
        _ = try await bench.gate.program(map(6, row: 1, column: 3))
    }

    @Test("a read voltage is held against the limits of the rows that it reaches")
    func reading() async throws {
        let bench = try await bench { $0.maximumReadVoltage = Voltage(0.101) }
        var request = GateBench.drive(0.5)
        request.drive[0, 0] = 1
        request.drive[1, 3] = -1
        _ = try await bench.gate.process(request)
        request.drive[1, 2] = -0.6
        let error = await refusal { _ = try await bench.gate.process(request) }
        #expect(error?.message.contains("max-read-voltage") == true)
        // A row's voltage is on all of its cells, whichever columns are read.
        let columns = CellBlock(tile: 0, rows: 1..<2, columns: 6..<8)
        #expect(await refusal { _ = try await bench.gate.process(GateBench.drive(1, columns)) } != nil)
        #expect(await refusal { _ = try await bench.gate.conductances(columns) } != nil)
        _ = try await bench.gate.conductances(CellBlock(tile: 0, rows: 3..<8, columns: 0..<8))
        #expect(await refusal { try await bench.gate.hold(GateBench.bias([0, 0.11])) } != nil)
        try await bench.gate.hold(GateBench.bias([0.2, 0.1, 0.1, 0.2]))
    }

    @Test("limits for cells that the device does not have are refused when the gate is made")
    func elsewhere() async throws {
        for block in [
            CellBlock(tile: 2, rows: 0..<1, columns: 0..<1), CellBlock(tile: 0, rows: 0..<9, columns: 0..<1),
        ] {
            let error = await refusal { _ = try await GateBench { $0.cells = [CellLimits(block: block)] } }
            #expect(error?.message.contains("does not have") == true)
        }
    }
}
