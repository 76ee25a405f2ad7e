import ControlInterface
import Testing

@testable import pibctl

@Suite("Pictures of test routines")
struct CharacterisationFigureTests {
    private static func record(_ method: String, _ resistances: [Double?]) -> CharacteriseDevice.Reply {
        CharacteriseDevice.Reply(
            method: method, readVoltage: 0.5,
            cells: [
                MeasuredCell(
                    row: 0, column: 1,
                    points: resistances.enumerated().map { index, resistance in
                        MeasuredPoint(voltage: Double(index) / 4, resistance: resistance, width: 1e-4)
                    })
            ], seconds: 1, longestSeconds: 10)
    }

    @Test("forming is resistance over pulses, on a logarithmic axis")
    func forming() {
        let svg = CharacterisationFigure(device: "arc", record: Self.record("form", [2e6, 1e6, 3e3])).svg()
        #expect(svg.contains("Resistance [ohm]"))
        #expect(svg.contains("Pulse (0: before the first)"))
        for decade in [">1 k<", ">10 k<", ">100 k<", ">1 M<", ">10 M<"] { #expect(svg.contains(decade)) }
    }

    @Test("what cannot stand on a logarithmic axis is left out", arguments: [[nil], [0], [-1, .infinity], []])
    func nothing(resistances: [Double?]) {
        let figure = CharacterisationFigure(device: "arc", record: Self.record("switch", resistances))
        #expect(figure.isEmpty)
        #expect(figure.svg().contains("nothing was measured"))
    }

    @Test("a device's name cannot break the file")
    func escaping() {
        let svg = CharacterisationFigure(device: "<a&b>", record: Self.record("form", [1e3])).svg()
        #expect(!svg.contains("<a&b>"))
        #expect(svg.contains("&lt;a&amp;b&gt;"))
    }

    @Test(
        "a logarithmic axis has a mark at both ends",
        arguments: [
            (2e3, 7e3, ["2 k", "5 k", "10 k"]), (1e3, 1e3, ["1 k", "2 k"]),
            (999.9999999, 1e5, ["1 k", "10 k", "100 k"]),
            (3, 4e6, ["1", "10", "100", "1 k", "10 k", "100 k", "1 M", "10 M"]),
        ] as [(Double, Double, [String])])
    func decades(low: Double, high: Double, labels: [String]) {
        let axis = Axis(showingDecadesOf: low...high, from: 100, to: 0)
        #expect(axis.ticks.map(axis.label) == labels)
        #expect(axis.position(axis.range.lowerBound) == 100)
        #expect(abs(axis.position(axis.range.upperBound)) < 1e-9)
    }
}
