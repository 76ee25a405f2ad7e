import PhysicalDevices
import Simulated
import Testing

@testable import Laboratory

@Suite("Envelopes in the daemon's configuration")
struct EnvelopeSettingsTests {
    private static let head = "[[device]]\nid = \"chip\"\ndriver = \"simulated-crossbar\"\n[device.envelope]\n"

    private func envelope(_ text: String) throws -> SafetyEnvelope {
        let settings = try DaemonFile(text: Self.head + text, file: "pibd.toml").devices[0]
        return try SafetyEnvelope(settings, descriptor: SimulatedCrossbar.descriptor(for: CrossbarParameters()))
    }

    @Test("every limit arrives, in SI units")
    func everyLimit() throws {
        let envelope = try envelope(
            """
            max-cell-current = "20 uA"
            max-column-current = "1 mA"
            max-pulse-rate = 100000
            max-pulse-rate-per-cell = 50.5
            max-bias-voltage = "150 mV"
            max-bias-step = "10 mV"
            max-bias-slew = 0.5

            [[device.envelope.cells]]
            tile = 3
            rows = [4, 7]
            columns = 9
            max-read-voltage = "0.1 V"
            max-set-voltage = "0.9 V"
            max-reset-voltage = "0.8 V"
            max-pulse-width = "50 ns"
            max-pulses-per-request = 2
            max-pulses-per-cell = 0
            max-cell-current = "5 uA"

            [[device.envelope.cells]]
            rows = [0, 0]
            columns = [0, 1]
            """)
        #expect(envelope.maximumCellCurrent == ElectricCurrent(20e-6))
        #expect(envelope.maximumColumnCurrent == ElectricCurrent(1e-3))
        #expect(envelope.maximumPulseRate == 100_000 && envelope.maximumCellPulseRate == 50.5)
        #expect(envelope.maximumBiasVoltage == Voltage(0.15))
        #expect(envelope.biasRamp == BiasRamp(largestStep: Voltage(0.01), slewRate: 0.5))
        var cells = CellLimits(block: CellBlock(tile: 3, rows: 4..<8, columns: 9..<10))
        cells.maximumReadVoltage = Voltage(0.1)
        cells.maximumSetVoltage = Voltage(0.9)
        cells.maximumResetVoltage = Voltage(0.8)
        cells.maximumPulseWidth = TimeSpan(50e-9)
        cells.maximumPulsesPerRequest = 2
        cells.maximumPulsesPerCell = 0
        cells.maximumCellCurrent = ElectricCurrent(5e-6)
        #expect(envelope.cells == [cells, CellLimits(block: CellBlock(tile: 0, rows: 0..<1, columns: 0..<2))])
    }

    @Test("nothing is limited beyond the device's own range unless it is written")
    func nothing() throws {
        let envelope = try envelope("")
        #expect(
            envelope == SafetyEnvelope(spanning: SimulatedCrossbar.descriptor(for: CrossbarParameters())))
        #expect(try self.envelope("max-bias-slew = 2.0").biasRamp == BiasRamp(slewRate: 2))
    }

    @Test(
        "rows and columns that make no block are refused, with their key",
        arguments: ["[3, 2]", "[0.5, 2]", "[1, 2, 3]", "[]"])
    func rows(value: String) {
        for key in ["rows", "columns"] {
            let other = key == "rows" ? "columns" : "rows"
            let error = TestFiles.daemonError(
                Self.head + "[[device.envelope.cells]]\n\(other) = 0\n\(key) = \(value)\n")
            #expect(error?.key == "device.0.envelope.cells.0.\(key)" && error?.line == 7)
        }
    }

    @Test("limits without a unit are refused")
    func units() {
        for key in ["max-cell-current = 1e-6", "max-column-current = \"1 V\"", "max-bias-step = 0.1"] {
            #expect(TestFiles.daemonError(Self.head + key)?.line == 5)
        }
    }
}
