import PhysicalDevices
import Testing

@Suite("Read voltages")
struct ReadVoltageTests {
    @Test("conductances are not read where the full scale is above the envelope")
    func conductances() async throws {
        let bench = try await GateBench { $0.maximumReadVoltage = Voltage(0.19) }
        let error = await refusal { _ = try await bench.gate.conductances(GateBench.block) }
        #expect(error?.code == .refusedByEnvelope && error?.remedy.contains("max-read-voltage") == true)
        #expect(await bench.device.events == [])
    }

    @Test("an input that its converter would round up beyond the envelope is refused")
    func rounding() async throws {
        let bench = try await GateBench { $0.maximumReadVoltage = Voltage(0.1) }
        _ = try await bench.gate.process(GateBench.drive(127 / 255))
        #expect(await refusal { _ = try await bench.gate.process(GateBench.drive(0.5)) }?.code == .refusedByEnvelope)
    }

    @Test("a limit that is no number, or negative, is refused when the gate is made", arguments: [.nan, -1.0])
    func impossible(value: Double) async throws {
        let changes: [@Sendable (inout SafetyEnvelope) -> Void] = [
            { $0.maximumReadVoltage = Voltage(value) }, { $0.maximumBiasVoltage = Voltage(value) },
            { $0.maximumCellCurrent = ElectricCurrent(value) }, { $0.maximumColumnCurrent = ElectricCurrent(value) },
            { $0.maximumPulseRate = value }, { $0.maximumCellPulseRate = value },
            { $0.biasRamp = BiasRamp(largestStep: Voltage(value)) },
            { $0.biasRamp = BiasRamp(largestStep: Voltage(1), slewRate: value) },
        ]
        for change in changes {
            #expect(await refusal { _ = try await GateBench(change) }?.code == .refusedByEnvelope)
        }
    }
}
