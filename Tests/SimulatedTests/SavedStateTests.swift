import FaultScripts
import Matrices
import PhysicalDevices
import Testing

@testable import Simulated

@Suite("Keeping a simulated chip")
struct SavedStateTests {
    private func parameters(_ change: (inout CrossbarParameters) -> Void = { _ in }) -> CrossbarParameters {
        var parameters = CrossbarParameters()
        parameters.tiles = 3
        parameters.rows = 12
        parameters.columns = 16
        change(&parameters)
        return parameters
    }

    private func pulses(_ count: Int8, tile: Int = 1) -> PulseMap {
        let block = CellBlock(tile: tile, rows: 0..<12, columns: 0..<16)
        return PulseMap(
            block: block, counts: (0..<block.count).map { $0 % 3 == 0 ? count : -count },
            shape: SimulatedCrossbar.descriptor(for: parameters()).pulses?.nominal
                ?? PulseShape(setAmplitude: Voltage(1), resetAmplitude: Voltage(-1), width: TimeSpan(1e-7)))
    }

    private func drive(tile: Int = 1) -> DriveRequest {
        DriveRequest(
            block: CellBlock(tile: tile, rows: 0..<12, columns: 0..<16),
            drive: Matrix(rows: 70, columns: 12, repeating: 0.5), gain: 1, fullScale: Voltage(1))
    }

    @Test(
        "a chip that was kept and made again gives the same readings and takes the same pulses as the one that went on",
        arguments: 0..<4)
    func goesOn(kind: Int) throws {
        let parameters = parameters {
            switch kind {
            case 1: $0.endurance = 20
            case 2: $0.driftExponent = 0.05
            case 3: $0.stuckCells = 0.1
            default: break
            }
        }
        var chip = CrossbarChip(parameters: parameters, seed: 5)
        _ = chip.measure(drive())
        _ = chip.program(pulses(7))
        if kind == 3 { chip.suffer(try Fault(.deadOutputs, share: 0.3)) }
        chip.age(by: TimeSpan(100))
        _ = chip.measure(drive(tile: 0))
        let state = try chip.savedState()
        var again = try #require(CrossbarChip(parameters: parameters, state: state))
        for step in 0..<4 {
            #expect(chip.measure(drive()).outputs == again.measure(drive()).outputs, "step \(step)")
            _ = (chip.program(pulses(5)), again.program(pulses(5)))
            #expect(chip.measure(drive(tile: 2)).outputs == again.measure(drive(tile: 2)).outputs)
        }
        let block = CellBlock(tile: 1, rows: 0..<12, columns: 0..<16)
        #expect(chip.conductances(block) == again.conductances(block))
        #expect(try chip.savedState() == again.savedState())
    }

    @Test("a state of another chip, or a damaged one, is refused and changes nothing")
    func refused() async throws {
        let device = SimulatedCrossbar(id: "chip", parameters: parameters(), seed: 5)
        let before = try await device.savedState()
        var chip = CrossbarChip(parameters: parameters(), seed: 6)
        _ = chip.program(pulses(3))
        let good = try chip.savedState()
        var short = good
        short.tensors = short.tensors.mapValues { Array($0.dropLast()) }
        var empty = good
        empty.tensors = [:]
        var other = CrossbarChip(parameters: parameters { $0.readNoise = 0.5 }, seed: 6)
        _ = other.program(pulses(3))
        for bad in [short, empty, try other.savedState(), SavedState(summary: "{}", tensors: [:])] {
            await #expect(throws: DeviceError.self) { try await device.restore(bad) }
            #expect(try await device.savedState() == before)
        }
        try await device.restore(good)
        #expect(await device.identity.serial == "SIM-6")
    }
}
