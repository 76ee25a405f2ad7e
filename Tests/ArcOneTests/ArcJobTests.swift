import PhysicalDevices
import Testing

@testable import ArcOne

@Suite("ArC ONE jobs")
struct ArcJobTests {
    private func text(_ job: ArcJob) -> [String] {
        String(decoding: job.lines.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    @Test("job codes keep their leading zeros")
    func codes() {
        #expect(text(.reset) == ["00"])
        #expect(text(.version) == ["999"])
        #expect(text(.read(ArcCell(word: 2, bit: 7))) == ["1", "2", "7"])
        #expect(text(.select(ArcCell(word: 5, bit: 12))) == ["02", "5", "12"])
        #expect(text(.initialise(ArcSessionSettings()))
            == ["0", "30", "32", "32", "2", "0", "0", "5.000000e-01"])
        #expect(text(.setRead(ArcSessionSettings())) == ["01", "2", "5.000000e-01"])
        #expect(text(.readAll(words: 4, bits: 3)) == ["2", "1", "4", "3"])
        #expect(text(.readMasked(count: 9)) == ["2", "2", "32", "32", "9"])
    }

    @Test("a 90 ns pulse keeps its width")
    func shortPulse() {
        #expect(
            text(.pulse(ArcCell(row: 0, column: 31), voltage: Voltage(-1.5), width: TimeSpan(90e-9)))
                == ["3", "1", "32", "-1.500000e+00", "9.000000e-08"])
        #expect(
            text(.pulseSelected(voltage: Voltage(2), width: TimeSpan(1e-6)))
                == ["04", "2.000000e+00", "1.000000e-06"])
    }

    @Test("a negative read voltage goes with the amplifier's negative mode, a positive one with the positive")
    func readModes() {
        var session = ArcSessionSettings()
        session.readVoltage = Voltage(-0.2)
        #expect(text(.setRead(session)) == ["01", "3", "-2.000000e-01"])
        session.readMode = .fourPointNegative
        session.readVoltage = Voltage(0.2)
        #expect(text(.setRead(session))[1] == "2")
    }

    @Test("impossible sessions are named")
    func impossible() {
        func problem(_ adapt: (inout ArcSessionSettings) -> Void) -> String? {
            var session = ArcSessionSettings()
            adapt(&session)
            return session.problem
        }
        #expect(problem { _ in } == nil)
        #expect(problem { $0.words = 33 } != nil)
        #expect(problem { $0.readCycles = 0 } != nil)
        #expect(problem { $0.readVoltage = Voltage(12.1) } != nil)
        #expect(problem { $0.readVoltage = Voltage(.nan) } != nil)
        #expect(problem { $0.readMode = .classic; $0.readVoltage = Voltage(0.4) } != nil)
    }

    @Test("a current limit of 10 uA is sent as 10.1 uA, others as they are")
    func cutOff() {
        var trace = CurveTrace()
        (trace.positiveCompliance, trace.negativeCompliance) = (ElectricCurrent(10e-6), ElectricCurrent(50e-6))
        let lines = text(.routine(.curve(trace), count: 1))
        #expect(Array(lines[7...8]) == ["1.010000e-05", "-5.000000e-05"])
        #expect(lines.count == 14)
    }

    @Test("every routine sends its parameters in the board's order")
    func routines() {
        var ramp = FormingRamp()
        ramp.start = Voltage(-0.5)
        ramp.stop = Voltage(-2)
        ramp.widths = WidthProgression(
            start: TimeSpan(1e-6), step: .constant(TimeSpan(1e-6)), stop: TimeSpan(3e-6))
        ramp.seriesResistance = .ohm10k
        #expect(
            text(.routine(.form(ramp), count: 1)) == [
                "141", "-5.000000e-01", "-2.500000e-01", "-2.000000e+00", "1.000000e-06", "1.000000e-06",
                "3.000000e-06", "1.000000e-02", "1.000000e+06", "0.000000e+00", "1", "2", "1", "1",
            ])
        var search = SwitchingSearch()
        search.polarity = .negative
        #expect(
            text(.routine(.switch(search), count: 1)) == [
                "152", "1.000000e-04", "5.000000e-01", "2.000000e-01", "3.000000e+00", "1.000000e-03", "1.000000e+06",
                "5", "10", "5", "10", "0", "-1", "1",
            ])
        search.isFast = true
        #expect(text(.routine(.switch(search), count: 1))[0] == "15")
        #expect(
            text(.routine(.converge(StateConvergence()), count: 1)) == [
                "21", "5.000000e-01", "1.000000e-01", "2.000000e+00", "1.000000e-04", "1.000000e+02", "1.000000e-04",
                "1.000000e-03", "2.000000e+04", "5.000000e+00", "5.000000e+00", "1", "1", "1",
            ])
        #expect(
            text(.routine(.endurance(EnduranceCycling()), count: 1)) == [
                "191", "1.000000e+00", "1.000000e-04", "0.000000e+00", "-1.000000e+00", "1.000000e-04",
                "0.000000e+00", "1.000000e-03", "1", "1", "10", "1",
            ])
    }

    @Test("a bit line job names its word lines last")
    func bitLine() {
        let job = ArcBitLineJob(reading: 3, words: [1, 2], readVoltage: Voltage(0.5))
        #expect(
            text(.bitLine(job)) == ["50", "1.000000e+00", "1.000000e-04", "5.000000e-01", "2", "3", "1", "1", "2"])
    }
}
