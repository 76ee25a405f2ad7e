import Testing
import WireMonitor

@Suite("ArC ONE monitor")
struct ArcOneMonitorTests {
    private func monitor(_ lines: [String]) -> ArcOneMonitor {
        var monitor = ArcOneMonitor(highestVoltage: 2, widths: 9e-8...1e-3)
        monitor.hostSent(Array((lines.joined(separator: "\n") + "\n").utf8), at: 0)
        return monitor
    }

    private let session = ["00", "0", "50", "32", "32", "1", "0", "0", "0.5", "01", "1", "0.5", "999"]

    @Test("a session by the rules has no violation")
    func good() {
        let monitor = monitor(
            session + ["1", "3", "4", "3", "3", "4", "1.5", "1.000000e-07", "2", "1", "32", "32"]
                + ["2", "2", "32", "32", "2", "1", "1", "2", "2"] + ["02", "1", "1", "04", "-2", "1e-6"]
                + ["141", "0.5", "0.1", "2", "1e-6", "100", "1e-4", "0.01", "1e4", "10", "0", "7", "1", "1", "3", "4"]
                + ["201", "1", "1", "0.1", "0.1", "1e-3", "0.01", "0", "0", "1", "0", "0", "0", "1", "3", "4"]
                + ["50", "1", "1e-6", "0.5", "2", "7", "2", "1", "9", "", "00"])
        #expect(monitor.violations == [])
        #expect(monitor.isBetweenJobs)
        #expect(monitor.jobs == 14)
    }

    @Test(
        "voltages and widths outside the limits are seen",
        arguments: [
            ["3", "1", "1", "2.1", "1e-6"], ["3", "1", "1", "1", "0.000000"], ["3", "1", "1", "1", "0.1"],
            ["0", "50", "32", "32", "1", "0", "0", "-2.5"], ["04", "-3", "1e-6"],
            ["191", "2", "1e-6", "0", "-2.5", "1e-6", "0", "0.01", "1", "1", "1", "1", "3", "4"],
            ["152", "1e-6", "0.5", "0.1", "3", "0.01", "1", "1", "1", "1", "10", "1", "0", "1", "3", "4"],
        ])
    func outside(lines: [String]) {
        let monitor = monitor(session + lines)
        #expect(monitor.violations.map(\.rule) == [.outsideLimits])
        #expect(monitor.isBetweenJobs)
    }

    @Test("what is no job, and what is no number, is seen")
    func nonsense() {
        #expect(monitor(["hello"]).violations.map(\.rule) == [.noFrame])
        #expect(monitor(["3", "1", "x", "nan", "1e-6"]).violations.map(\.rule) == [.malformed, .malformed])
    }
}
