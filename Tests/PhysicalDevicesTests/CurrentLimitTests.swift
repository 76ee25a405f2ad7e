import Matrices
import PhysicalDevices
import Testing

/// The recording device's cells conduct at most 100 uS, its input full scale is 0.2 V.
@Suite("Current compliance")
struct CurrentLimitTests {
    @Test("a cell's current is the voltage times the upper end of the window")
    func cellCurrent() async throws {
        let bench = try await GateBench { $0.maximumCellCurrent = ElectricCurrent(10.1e-6) }
        _ = try await bench.gate.process(GateBench.drive(0.5))
        for request in [Float(0.52), -0.52] {
            let error = await refusal { _ = try await bench.gate.process(GateBench.drive(request)) }
            #expect(error?.code == .refusedByEnvelope && error?.remedy.contains("max-cell-current") == true)
        }
        #expect(await refusal { _ = try await bench.gate.program(GateBench.pulses(1)) }?.code == .refusedByEnvelope)
        let reading = await refusal { _ = try await bench.gate.conductances(GateBench.block) }
        #expect(reading?.remedy.contains("max-cell-current") == true)
        #expect(await refusal { try await bench.gate.hold(GateBench.bias([0.11])) }?.code == .refusedByEnvelope)
        #expect(await bench.device.events == [.processed])
    }

    @Test("a column's current is the sum over the driven rows and those that are held")
    func columnCurrent() async throws {
        let bench = try await GateBench { $0.maximumColumnCurrent = ElectricCurrent(40.001e-6) }
        _ = try await bench.gate.process(GateBench.drive(-0.5))
        let error = await refusal { _ = try await bench.gate.process(GateBench.drive(0.51)) }
        #expect(error?.remedy.contains("max-column-current") == true)
        try await bench.gate.hold(GateBench.bias([0.1, -0.1], from: 4))
        #expect(await refusal { _ = try await bench.gate.process(GateBench.drive(0.5)) } != nil)
        _ = try await bench.gate.process(GateBench.drive(0.25))
        #expect(await refusal { try await bench.gate.hold(GateBench.bias([0.2, 0.1], from: 0)) } != nil)
        try await bench.gate.hold(GateBench.bias([0.1, 0.1], from: 4))
        try await bench.gate.enterSafeState(reason: "test", routine: true)
        try await bench.gate.arm()
        _ = try await bench.gate.process(GateBench.drive(0.5))
    }

    @Test("pulses reach one cell of a column at a time")
    func pulses() async throws {
        let bench = try await GateBench {
            $0.maximumCellCurrent = ElectricCurrent(100.001e-6)
            $0.maximumColumnCurrent = ElectricCurrent(105e-6)
        }
        _ = try await bench.gate.program(GateBench.pulses(3))
        let targets = Matrix<Float>(rows: 4, columns: 4, repeating: 1e-5)
        try await bench.gate.program(TargetMap(block: GateBench.block, targets: targets))
        try await bench.gate.hold(GateBench.bias([0.1], from: 7))
        #expect(await refusal { _ = try await bench.gate.program(GateBench.pulses(3)) }?.code == .refusedByEnvelope)
    }
}
