import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("The monitor of the units' information")
struct InformationMonitorTests {
    private static func report(_ information: Double?, unit: String = "hidden1") -> UnitReport {
        UnitReport(unit: unit, information: information, pulses: 0)
    }

    private static func steady(_ count: Int, seed: UInt64 = 3) -> [Double] {
        var stream = RandomStream(seed: seed, name: "information")
        return stream.normal(count).map { 2.5 + 0.03 * Double($0) }
    }

    @Test("says nothing of noise, however long it goes on")
    func noise() {
        var monitor = InformationMonitor()
        for value in Self.steady(5000) { #expect(monitor.observe([Self.report(value)]).isEmpty) }
    }

    @Test("notices a fall after so many batches in a row, and says from where to where")
    func fall() throws {
        var monitor = InformationMonitor()
        for value in Self.steady(100) { _ = monitor.observe([Self.report(value)]) }
        #expect(monitor.observe([Self.report(1.2)]).isEmpty)
        #expect(monitor.observe([Self.report(1.1)]).isEmpty)
        let drop = try #require(monitor.observe([Self.report(1.0)]).first)
        #expect(drop.unit == "hidden1")
        #expect(abs(drop.before - 2.5) < 0.05)
        #expect(abs(drop.now - 1.1) < 1e-9)
    }

    @Test("a single low batch is an accident, not a drop")
    func accident() {
        var monitor = InformationMonitor()
        for (index, value) in Self.steady(500).enumerated() {
            #expect(monitor.observe([Self.report(index % 5 == 4 && index > 50 ? 1 : value)]).isEmpty)
        }
    }

    @Test("a fault does not become the new normal: the reference stands still while a unit is low")
    func reference() {
        var monitor = InformationMonitor()
        for value in Self.steady(100) { _ = monitor.observe([Self.report(value)]) }
        var alarms = 0
        for _ in 0..<300 { alarms += monitor.observe([Self.report(1)]).count }
        #expect(alarms == 100)
    }

    @Test("units are watched one by one, and those without information not at all")
    func units() {
        var monitor = InformationMonitor()
        for value in Self.steady(100) {
            _ = monitor.observe([Self.report(value), Self.report(nil, unit: "hidden2"), Self.report(value, unit: "x")])
        }
        var drops: [String] = []
        for value in Self.steady(3, seed: 8) {
            drops += monitor.observe([
                Self.report(value), Self.report(nil, unit: "hidden2"), Self.report(1, unit: "x"),
            ]).map(\.unit)
        }
        #expect(drops == ["x"])
    }
}
