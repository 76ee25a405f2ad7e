import PhysicalDevices
import Testing

@Suite("Quantities")
struct QuantityTests {
    @Test(
        "are written with a prefix in steps of a thousand",
        arguments: [
            (0.2, "200 mV"), (1.2, "1.2 V"), (-0.5, "-500 mV"), (0, "0 V"), (999.99999, "1 kV"), (2.5e-5, "25 uV"),
        ])
    func text(value: Double, expected: String) { #expect(Voltage(value).description == expected) }
}
