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

    @Test("not-a-number lies inside no range and is on neither side of anything")
    func notANumber() {
        let nothing = Voltage(.nan)
        #expect(!(Voltage(-1)...Voltage(1)).contains(nothing))
        #expect(
            !(nothing <= Voltage(1)) && !(nothing >= Voltage(1)) && !(nothing < Voltage(1)) && !(nothing > Voltage(1)))
    }
}
