import ControlInterface
import PhysicalDevices
import Testing

@testable import ControlServer

@Suite("Test routines by name")
struct RoutineParameterTests {
    private func error(_ method: String, _ values: [String: String]) -> LabError? {
        #expect(throws: LabError.self) { try CharacterisationMethod(named: method, values) }
    }

    @Test("without parameters a routine has its defaults")
    func defaults() throws {
        #expect(try CharacterisationMethod(named: "form", [:]) == .form(FormingRamp()))
        #expect(try CharacterisationMethod(named: "switch", [:]) == .switch(SwitchingSearch()))
        #expect(try CharacterisationMethod(named: "curve", [:]) == .curve(CurveTrace()))
        #expect(try CharacterisationMethod(named: "converge", [:]) == .converge(StateConvergence()))
        #expect(try CharacterisationMethod(named: "endurance", [:]) == .endurance(EnduranceCycling()))
    }

    @Test("parameters are put in by name, in SI units")
    func values() throws {
        var ramp = FormingRamp()
        ramp.start = Voltage(-0.5)
        ramp.stop = Voltage(-2)
        ramp.widths.step = .constant(TimeSpan(2e-4))
        ramp.threshold = Resistance(20e3)
        ramp.seriesResistance = .ohm10k
        ramp.pulses = 3
        let form = try CharacterisationMethod(
            named: "form",
            [
                "start": "-0.5", "stop": "-2", "width-step": "2e-4", "threshold": "20e3", "series-resistance": "10k",
                "pulses": "3",
            ])
        #expect(form == .form(ramp))
        var trace = CurveTrace()
        trace.positiveCompliance = ElectricCurrent(1e-4)
        trace.isPulsed = true
        trace.span = .negativeOnly
        let curve = try CharacterisationMethod(
            named: "curve", ["positive-compliance": "1e-4", "pulsed": "yes", "span": "negative-only"])
        #expect(curve == .curve(trace))
    }

    @Test("an unknown name is refused with the nearest one")
    func unknown() {
        let name = error("form", ["treshold": "1"])
        #expect(name?.message == "form has no parameter \"treshold\"")
        #expect(name?.remedy.hasPrefix("Did you mean \"threshold\"? There are: start, ") == true)
        #expect(error("curv", [:])?.remedy.hasPrefix("Did you mean \"curve\"?") == true)
        #expect(error("form", [String(repeating: "x", count: 100_000): "1"])?.remedy.hasPrefix("There are") == true)
    }

    @Test(
        "a value that does not fit is refused with what would",
        arguments: [
            ("start", "nan", "a number in V"), ("start", "1V", "a number in V"), ("pulses", "1.5", "whole number"),
            ("pulses", "-1", "whole number"), ("pulses", "9999999999", "whole number"),
            ("series-resistance", "2k", "1k, 10k"),
        ])
    func misfit(name: String, value: String, expected: String) {
        let error = error("form", [name: value])
        #expect(error?.kind == .invalidParameter(parameter: "parameters.\(name)"))
        #expect(error?.remedy.contains(expected) == true)
    }

    @Test("parameters that make no sense together are refused")
    func problem() {
        #expect(error("form", ["start": "2", "stop": "1"])?.message.contains("voltage ramp") == true)
        #expect(error("form", ["width-step": "1e-4", "width-factor": "1"])?.message.contains("two steps") == true)
    }
}
