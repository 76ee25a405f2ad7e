import Testing

@testable import pibctl

@Suite struct AxisTests {
    @Test("marks are round numbers within the range")
    func marks() {
        let axis = Axis(showing: 0...153_600, from: 0, to: 100, marks: 7, rounded: false)
        #expect(axis.ticks.map(axis.label) == ["0", "25 000", "50 000", "75 000", "100 000", "125 000", "150 000"])
        #expect(axis.position(153_600) == 100)
    }

    @Test("a rounded axis has a mark at both ends")
    func rounded() {
        let axis = Axis(showing: 0.83...2.91, from: 200, to: 0, marks: 5, rounded: true)
        #expect(axis.range == 0.5...3)
        #expect(axis.ticks.map(axis.label) == ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0"])
        #expect(axis.position(0.5) == 200)
        #expect(axis.position(3) == 0)
    }

    @Test("a range without width grows one", arguments: [0.0, 0.974, -3, 1e6, 1 + 1e-15])
    func noWidth(value: Double) {
        let axis = Axis(showing: min(1, value)...min(1, value), from: 0, to: 1, marks: 5, rounded: true)
        #expect(axis.ticks.count > 1)
        #expect(axis.ticks.count < 20)
        #expect(axis.position(min(1, value)).isFinite)
    }

    @Test("values that differ by a rounding error alone do not make endless marks")
    func almostNoWidth() {
        let axis = Axis(showing: 1...(1 + 2e-16 * 2), from: 0, to: 1, marks: 5, rounded: true)
        #expect(axis.ticks.count < 20)
    }

    @Test("zero is never labelled as minus zero")
    func minusZero() {
        let axis = Axis(showing: -0.2...0.2, from: 0, to: 1, marks: 4, rounded: true)
        #expect(axis.ticks.map(axis.label) == ["-0.2", "-0.1", "0.0", "0.1", "0.2"])
    }
}
