import PhysicalDevices
import Simulated
import Testing

/// One switch of the optics, what makes it matter, and its name for the test's report.
struct OpticsEffect: Sendable, CustomTestStringConvertible {
    let name: String
    /// What has to be on for it to matter.
    var given: @Sendable (inout OpticsParameters) -> Void = { _ in }
    let change: @Sendable (inout OpticsParameters) -> Void
    var testDescription: String { name }

    private static let phase: @Sendable (inout OpticsParameters) -> Void = { $0.encoding = .phase }

    static let all = [
        OpticsEffect(name: "encoding") { $0.encoding = .phase },
        OpticsEffect(name: "modulator bits") { $0.modulatorBits = 3 },
        OpticsEffect(name: "phase range", given: phase) { $0.phaseRange = 2 },
        OpticsEffect(name: "phase bow", given: phase) { $0.phaseBow = 0 },
        OpticsEffect(name: "lowest amplitude", given: phase) { $0.lowestAmplitude = 1 },
        OpticsEffect(name: "mask", given: { $0.phaseBow = 0.3 }) { $0.hasMask = true },
        OpticsEffect(name: "settle time") { $0.settleTime = TimeSpan(3600) },
        OpticsEffect(name: "hourly correlation", given: { $0.settleTime = TimeSpan(3600) }) {
            $0.hourlyCorrelation = 0.5
        },
        OpticsEffect(name: "camera bits") { $0.cameraBits = 5 },
        OpticsEffect(name: "full well") { $0.fullWell = 1000 },
        OpticsEffect(name: "no shot noise") { $0.fullWell = 0 },
        OpticsEffect(name: "read noise") { $0.readNoise = 200 },
        OpticsEffect(name: "dark level") { $0.darkLevel = 0.05 },
        OpticsEffect(name: "source fluctuation") { $0.sourceFluctuation = 0.2 },
        OpticsEffect(name: "frame time", given: { $0.settleTime = TimeSpan(0) }) { $0.frameTime = TimeSpan(3600) },
        OpticsEffect(name: "misregistration") { $0.misregistration = 0.2 },
        OpticsEffect(name: "one frame late") { $0.isOneFrameLate = true },
        OpticsEffect(name: "lagging frames") { $0.laggingFrames = 0.5 },
        OpticsEffect(name: "dropped frames") { $0.droppedFrames = 0.5 },
        OpticsEffect(name: "exposure error") { $0.exposureError = 5 },
        OpticsEffect(name: "stuck pixels") { $0.stuckPixels = 0.3 },
        OpticsEffect(name: "dead pixels") { $0.deadPixels = 0.3 },
    ]
}

@Suite("Every effect of the simulated optics")
struct OpticsEffectTests {
    @Test("changes what is measured", arguments: OpticsEffect.all)
    func changesReadings(effect: OpticsEffect) async throws {
        let plain = try await readings(effect.given)
        let changed = try await readings {
            effect.given(&$0)
            effect.change(&$0)
        }
        #expect(plain != changed)
        #expect(plain == (try await readings(effect.given)))
    }

    /// Two measurements: what moves slowly shows in the second.
    private func readings(_ change: @Sendable (inout OpticsParameters) -> Void) async throws -> [Float] {
        let bench = try await OpticsBench {
            // The settling alone would hide what moves within a frame time.
            change(&$0)
            if $0.hasMask { $0.lowestAmplitude = 0.5 }
        }
        if let range = await bench.rig.maskRange {
            try await bench.gate.display(
                MaskRequest(field: 0, phases: (0..<range.pixels).map { Float($0 % 5) }))
        }
        return try await bench.read().outputs.elements + bench.read().outputs.elements
    }
}
