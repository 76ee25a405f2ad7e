import FaultScripts
import Matrices
import PhysicalDevices
import Testing

@testable import Simulated

@Suite("Simulated optics")
struct SimulatedOpticsTests {
    private let clock = ManualClock()

    @Test("conforms to the device kit, with and without a mask, in either encoding")
    func conformance() async {
        for (encoding, hasMask) in [(OpticsParameters.Encoding.amplitude, false), (.phase, true)] {
            var parameters = OpticsParameters()
            parameters.fields = 1
            parameters.pixels = 16
            parameters.cameraPixels = 8
            parameters.encoding = encoding
            parameters.hasMask = hasMask
            let rig = parameters
            let kit = DeviceConformance { SimulatedOptics(id: "optics", parameters: rig, seed: 1) }
            #expect(await kit.findings() == [])
        }
    }

    @Test("a region of interest is that part of the whole picture")
    func region() async throws {
        let bench = try await OpticsBench { $0.makeQuiet() }
        let whole = try await bench.read().outputs
        var request = bench.request()
        request.block.columns = 20..<60
        #expect(try await bench.gate.process(request).outputs == whole.columns(10..<30))
    }

    @Test("fields of view have media of their own, and the same seed makes the same rig")
    func seeds() async throws {
        let readings = try await OpticsBench(seed: 3).read()
        #expect(try await OpticsBench(seed: 3).read() == readings)
        #expect(try await OpticsBench(seed: 4).read() != readings)
        let bench = try await OpticsBench(seed: 3)
        var request = bench.request()
        request.block.tile = 1
        #expect(try await bench.gate.process(request) != readings)
        await bench.rig.fabricate(seed: 3)
        #expect(try await bench.read() == readings)
    }

    @Test("time goes by frame and settling, and a frame exposed again costs its time")
    func timing() async throws {
        let plain = try await OpticsBench().read(n: 10).duration.value
        let dropping = try await OpticsBench { $0.droppedFrames = 1 }.read(n: 10).duration.value
        #expect(abs(plain - 10 * 30.5e-3) < 1e-9)
        #expect(abs(dropping - plain - 10 * 0.5e-3) < 1e-9)
    }

    @Test("a mask is refused outside the modulator's pixels and phases, and without a mask")
    func refusals() async throws {
        let bench = try await OpticsBench { $0.hasMask = true }
        let wrong = [
            MaskRequest(field: 2, phases: [0]), MaskRequest(field: -1, phases: [0]), MaskRequest(field: 0, phases: []),
            MaskRequest(field: 0, first: 23, phases: [0, 0]), MaskRequest(field: 0, first: -1, phases: [0]),
            MaskRequest(field: 0, first: .max, phases: [0, 0]), MaskRequest(field: 0, phases: [5.4]),
            MaskRequest(field: 0, phases: [-0.1]), MaskRequest(field: 0, phases: [.nan]),
        ]
        for request in wrong {
            let error = await #expect(throws: DeviceError.self) { try await bench.gate.display(request) }
            #expect(error?.code == .invalidRequest && error?.hardwareState == .asBefore)
        }
        let plain = try await OpticsBench()
        let error = await #expect(throws: DeviceError.self) {
            try await plain.gate.display(MaskRequest(field: 0, phases: [0]))
        }
        #expect(error?.code == .notSupported)
    }

    @Test("nothing is shown while it is held safe")
    func heldSafe() async throws {
        let bench = try await OpticsBench { $0.hasMask = true }
        try await bench.gate.enterSafeState(reason: "test")
        let error = await #expect(throws: DeviceError.self) {
            try await bench.gate.display(MaskRequest(field: 0, phases: [0]))
        }
        #expect(error?.code == .heldSafe)
    }

    @Test("a part of a mask leaves the other pixels as they are")
    func partialMask() async throws {
        let bench = try await OpticsBench {
            $0.makeQuiet()
            $0.hasMask = true
        }
        try await bench.gate.display(MaskRequest(field: 0, phases: [Float](repeating: 1, count: 24)))
        try await bench.gate.display(MaskRequest(field: 0, first: 4, phases: [3, 3]))
        let inParts = try await bench.read()
        var phases = [Float](repeating: 1, count: 24)
        phases[4] = 3
        phases[5] = 3
        try await bench.gate.display(MaskRequest(field: 0, phases: phases))
        #expect(try await bench.read() == inParts)
    }

    private func bench(_ fault: Fault) async throws -> OpticsBench {
        try await OpticsBench(
            faults: FaultSchedule([ScheduledFault(fault, trigger: .afterOperations(1))]), seconds: clock.seconds)
    }

    @Test(
        "a lost link, a stall or a lost reply leaves it lost until it is opened again",
        arguments: [
            (FaultKind.dropLink, DeviceError.Code.lost), (.stall, .timedOut), (.lateReply, .timedOut),
            (.dropReply, .timedOut), (.brownOut, .lost),
        ])
    func losses(kind: FaultKind, code: DeviceError.Code) async throws {
        let bench = try await bench(Fault(kind))
        _ = try await bench.read()
        let error = await #expect(throws: DeviceError.self) { _ = try await bench.read() }
        #expect(error?.code == code && error?.hardwareState == .unknown)
        #expect(await bench.rig.state == .lost)
        clock.advance(by: 10)
        try await bench.rig.open()
        _ = try await bench.read()
    }

    @Test("a trip turns it off until the safe state resets it")
    func trip() async throws {
        let bench = try await bench(Fault(.overTemperature))
        _ = try await bench.read()
        let error = await #expect(throws: DeviceError.self) { _ = try await bench.read() }
        #expect(error?.code == .hardwareFault)
        #expect(await bench.rig.state == .degraded)
        clock.advance(by: 60)
        try await bench.rig.enterSafeState()
        _ = try await bench.read()
    }

    @Test("a missing frame is found out", arguments: [FaultKind.droppedFrame])
    func missingFrame(kind: FaultKind) async throws {
        let bench = try await bench(Fault(kind))
        _ = try await bench.read()
        let error = await #expect(throws: DeviceError.self) { _ = try await bench.read() }
        #expect(error?.code == .invalidReading)
        _ = try await bench.read()
    }

    @Test("drift, stuck pixels and dead pixels change the pictures for good", arguments: [
        FaultKind.drift, .stuckCells, .deadOutputs,
    ])
    func injuries(kind: FaultKind) async throws {
        let injured = try await bench(Fault(kind))
        let sound = try await OpticsBench()
        #expect(try await injured.read() == sound.read())
        #expect(try await injured.read() != sound.read())
    }

    @Test("a drift fault is that many seconds of the medium's own motion")
    func driftFault() async throws {
        let bench = try await OpticsBench {
            $0.makeQuiet()
            $0.hourlyCorrelation = 0.98
        }
        let same = try await OpticsBench {
            $0.makeQuiet()
            $0.hourlyCorrelation = 0.98
        }
        #expect(try await bench.read() == same.read())
        // ln 0.5 / ln 0.98 hours.
        try await bench.rig.inject(ScheduledFault(Fault(.drift, duration: 123_514.07), trigger: .afterOperations(1)))
        await same.rig.drift(toCorrelation: 0.5)
        let (a, b) = (try await bench.read().outputs.elements, try await same.read().outputs.elements)
        for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-3) }
    }
}
