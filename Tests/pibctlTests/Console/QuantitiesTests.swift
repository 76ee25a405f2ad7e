import Testing

@testable import pibctl

@Suite struct QuantitiesTests {
    @Test("fractions are shown in per cent", arguments: [(0.8642, "86.4 %"), (1, "100.0 %"), (.nan, "-")])
    func percent(fraction: Double, text: String) {
        #expect(Quantities.percent(fraction) == text)
    }

    @Test(
        "counts are grouped by three",
        arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (153_600, "153 600"), (-1_234_567, "-1 234 567")])
    func count(number: Int, text: String) {
        #expect(Quantities.count(number) == text)
    }

    @Test("the least and the greatest count are shown too")
    func extremeCounts() {
        #expect(Quantities.count(.min) == "-9 223 372 036 854 775 808")
        #expect(Quantities.shortCount(.max).hasSuffix(" G"))
    }

    @Test("large counts have three digits", arguments: [(9_999, "9999"), (12_345, "12.3 k"), (1_234_567, "1.23 M")])
    func shortCount(number: Int, text: String) {
        #expect(Quantities.shortCount(number) == text)
    }

    @Test(
        "durations grow from seconds to hours",
        arguments: [
            (0.04, "0.0 s"), (21.5, "21.5 s"), (59.97, "1 min 00 s"), (125, "2 min 05 s"), (7265, "2 h 01 min"),
            (.infinity, "-"), (-1, "-"),
        ])
    func duration(seconds: Double, text: String) {
        #expect(Quantities.duration(seconds) == text)
    }

    @Test("time left is shown as on a clock", arguments: [(5.0, "0:05"), (65, "1:05"), (3665, "1:01:05"), (.nan, "-")])
    func countdown(seconds: Double, text: String) {
        #expect(Quantities.countdown(seconds) == text)
    }

    @Test(
        "values have three digits and an SI prefix",
        arguments: [
            (1.234e-6, "S", "1.23 µS"), (0, "V", "0 V"), (-0.5, "V", "-500 mV"), (999.9, "Hz", "1.00 kHz"),
            (1e-15, "S", "0.00 pS"), (64, "", "64"), (.infinity, "A", "inf A"),
        ])
    func si(value: Double, unit: String, text: String) {
        #expect(Quantities.si(value, unit) == text)
    }
}
