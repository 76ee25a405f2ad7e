import Foundation
import Matrices
import PhysicalDevices
import Testing

@testable import ArcOne

/// Holds the driver's bytes against a list that the board's public Python client is held against too
/// (Tests/Integration/test_libarc1.py): so both put the same on the wire, number formatting apart.
@Suite("ArC ONE traffic", .timeLimit(.minutes(1)))
struct ArcTrafficTests {
    private struct Call: Decodable {
        let call: String
        let lines: [String]
    }

    private static func calls() throws -> [Call] {
        let file = try #require(Bundle.module.url(forResource: "arc-one-traffic", withExtension: "json"))
        return try JSONDecoder().decode([Call].self, from: Data(contentsOf: file))
    }

    private static let long = PulseShape(
        setAmplitude: Voltage(2.5), resetAmplitude: Voltage(-2.5), width: TimeSpan(100e-6))
    private static let short = PulseShape(
        setAmplitude: Voltage(1.5), resetAmplitude: Voltage(-1.5), width: TimeSpan(90e-9))

    private static let actions: [String: @Sendable (SafetyGate) async throws -> Void] = [
        "read": { _ = try await $0.conductances(.cell(1, 6)) },
        "pulse": {
            _ = try await $0.program(PulseMap(block: .cell(1, 6), counts: [1], shape: long))
        },
        "pulse-90-ns": {
            _ = try await $0.program(PulseMap(block: .cell(31, 0), counts: [-1], shape: short))
        },
        "select-and-pulse": {
            try await $0.select(.cell(4, 11))
            try await $0.pulseSelected(PulseMap(block: .cell(4, 11), counts: [1], shape: long))
        },
        "read-all": { _ = try await $0.conductances(.cells(0..<4, 0..<3)) },
        "read-masked": { _ = try await $0.conductances(.cells(2..<4, 3..<5)) },
        "form": {
            var ramp = FormingRamp()
            ramp.stop = Voltage(1)
            ramp.threshold = Resistance(1)
            try await $0.run(.form(ramp), on: .cell(0, 1))
        },
        "form-negative-linear": {
            var ramp = FormingRamp()
            (ramp.start, ramp.stop) = (Voltage(-0.5), Voltage(-1))
            ramp.widths = WidthProgression(
                start: TimeSpan(100e-6), step: .constant(TimeSpan(100e-6)), stop: TimeSpan(300e-6))
            ramp.pulses = 2
            ramp.thresholdFraction = 0.5
            ramp.seriesResistance = .ohm10k
            try await $0.run(.form(ramp), on: .cell(0, 1))
        },
        "curve": { try await $0.run(.curve(CurveTrace()), on: .cell(4, 6)) },
        "curve-two-cells": {
            var trace = CurveTrace()
            (trace.positiveCompliance, trace.negativeCompliance) = (ElectricCurrent(10e-6), ElectricCurrent(100e-6))
            (trace.cycles, trace.isPulsed, trace.span, trace.stopsAtCompliance) = (2, true, .negativeFirst, true)
            try await $0.run(.curve(trace), on: .cells(4..<6, 6..<7))
        },
        "switch": { try await $0.run(.switch(SwitchingSearch()), on: .cell(2, 2)) },
        "converge": {
            var convergence = StateConvergence()
            convergence.target = Resistance(20e3)
            try await $0.run(.converge(convergence), on: .cell(2, 3))
        },
        "endurance": { try await $0.run(.endurance(EnduranceCycling()), on: .cell(2, 4)) },
        "read-bit-line": {
            _ = try await $0.process(
                DriveRequest(
                    block: .cells(0..<2, 2..<4), drive: Matrix([[1, 1]]), gain: 1, fullScale: Voltage(1)))
        },
        "write-bit-line": { try await $0.run(.bitLine(BitLinePulse()), on: .cells(0..<3, 1..<2)) },
    ]

    @Test("the driver sends, for a list of calls, exactly the lines of the list")
    func lines() async throws {
        let calls = try Self.calls()
        #expect(Set(calls.map(\.call)) == Set(Self.actions.keys).union(["session"]))
        for call in calls {
            let bench = ArcBench()
            let (_, gate) = try await bench.gate { $0.driveBits = 1 }
            if let action = Self.actions[call.call] {
                await bench.forgetLines()
                try await action(gate)
            }
            // Some jobs have no reply, so the last line may still be on its way.
            if let last = call.lines.last {
                await bench.heard(last, times: call.lines.filter { $0 == last }.count)
            }
            #expect(await bench.lines == call.lines, "\(call.call)")
        }
    }
}

extension SafetyGate {
    fileprivate func run(_ method: CharacterisationMethod, on block: CellBlock) async throws {
        _ = try await characterise(CharacterisationRequest(block: block, method: method))
    }
}
