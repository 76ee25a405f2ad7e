import Testing

@testable import Laboratory

@Suite("Quantities with units")
struct PhysicalDimensionTests {
    @Test(
        "numbers with a unit are read in SI",
        arguments: [
            ("0.2 V", PhysicalDimension.voltage, 0.2), ("200mV", .voltage, 0.2), ("-1.5 V", .voltage, -1.5),
            ("100 us", .time, 1e-4), ("20 s", .time, 20), ("3 ns", .time, 3e-9), ("1e3 ms", .time, 1),
            ("100 \u{b5}S", .conductance, 1e-4), ("100 \u{3bc}S", .conductance, 1e-4), ("1 S", .conductance, 1),
            ("50 uA", .current, 5e-5), ("7 pA", .current, 7e-12),
            ("2.5 ohm", .resistance, 2.5), ("1 kohm", .resistance, 1000), ("3 M\u{3a9}", .resistance, 3e6),
        ])
    func read(text: String, dimension: PhysicalDimension, value: Double) {
        #expect(dimension.value(of: text) == value)
    }

    @Test(
        "texts that are no such quantity are not read",
        arguments: [
            ("0.2", PhysicalDimension.voltage), ("V", .voltage), ("0.2 v", .voltage), ("0.2 V V", .voltage),
            ("0.2 xV", .voltage), ("100 us", .conductance), ("100 uS", .time), ("nan V", .voltage), ("inf V", .voltage),
            ("1e999 V", .voltage), ("0x1p3 V", .voltage), ("", .voltage), ("1.2.3 V", .voltage),
            ("\u{661} V", .voltage),
        ])
    func notRead(text: String, dimension: PhysicalDimension) {
        #expect(dimension.value(of: text) == nil)
    }
}
