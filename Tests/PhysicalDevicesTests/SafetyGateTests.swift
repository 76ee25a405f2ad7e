import Matrices
import Testing

@testable import PhysicalDevices

@Suite("Safety gate")
struct SafetyGateTests {
    private let block = CellBlock(tile: 0, rows: 0..<4, columns: 0..<4)

    private func drive(_ level: Float) -> DriveRequest {
        DriveRequest(
            block: block, drive: Matrix(rows: 2, columns: 4, repeating: level), gain: 1, fullScale: Voltage(1))
    }

    private func pulses(_ count: Int8, _ shape: PulseShape = ScriptedDevice.nominal) -> PulseMap {
        PulseMap(block: block, counts: [Int8](repeating: count, count: block.count), shape: shape)
    }

    private func gate(
        _ device: ScriptedDevice, _ change: (inout SafetyEnvelope) -> Void = { _ in }
    ) async throws -> SafetyGate {
        var envelope = SafetyEnvelope(spanning: ScriptedDevice.descriptor)
        change(&envelope)
        return try await SafetyGate(device: device, envelope: envelope)
    }

    @Test("a read voltage above the envelope is refused before anything is driven")
    func readVoltage() async throws {
        let device = ScriptedDevice()
        let gate = try await gate(device) { $0.maximumReadVoltage = Voltage(0.1) }
        _ = try await gate.process(drive(0.4))
        let error = await #expect(throws: DeviceError.self) { _ = try await gate.process(drive(0.6)) }
        #expect(error?.code == .refusedByEnvelope && error?.hardwareState == .asBefore)
        #expect(await device.processed == 1)
    }

    @Test(
        "pulses outside the envelope are refused before anything is programmed",
        arguments: [
            PulseShape(setAmplitude: Voltage(1.6), resetAmplitude: Voltage(-1), width: TimeSpan(1e-6)),
            PulseShape(setAmplitude: Voltage(1), resetAmplitude: Voltage(-1.6), width: TimeSpan(1e-6)),
            PulseShape(setAmplitude: Voltage(1), resetAmplitude: Voltage(-1), width: TimeSpan(1e-2)),
            PulseShape(setAmplitude: Voltage(.nan), resetAmplitude: Voltage(-1), width: TimeSpan(1e-6)),
            PulseShape(setAmplitude: Voltage(-1), resetAmplitude: Voltage(1), width: TimeSpan(1e-6)),
        ])
    func pulseShape(shape: PulseShape) async throws {
        let device = ScriptedDevice()
        let gate = try await gate(device)
        let error = await #expect(throws: DeviceError.self) { _ = try await gate.program(pulses(1, shape)) }
        #expect(error?.code == .refusedByEnvelope)
        #expect(await device.programmed == 0)
    }

    @Test("too many pulses in one request are refused, for SET as for RESET")
    func count() async throws {
        let gate = try await gate(ScriptedDevice()) { $0.maximumPulsesPerRequest = 10 }
        _ = try await gate.program(pulses(10))
        for count: Int8 in [11, -11, -128] {
            let error = await #expect(throws: DeviceError.self) { _ = try await gate.program(pulses(count)) }
            #expect(error?.code == .refusedByEnvelope)
        }
    }

    @Test("a cell's pulses add up over requests and end at the envelope's limit")
    func wear() async throws {
        let device = ScriptedDevice()
        let gate = try await gate(device) { $0.maximumPulsesPerCell = 25 }
        _ = try await gate.program(pulses(10))
        _ = try await gate.program(pulses(-10))
        await #expect(throws: DeviceError.self) { _ = try await gate.program(pulses(6)) }
        _ = try await gate.program(pulses(5))
        #expect(await gate.highestWear == 25)
        #expect(await device.programmed == 3)
    }

    @Test("a map with another number of counts than cells is refused")
    func countMismatch() async throws {
        let gate = try await gate(ScriptedDevice())
        var map = pulses(1)
        map.counts.removeLast()
        let error = await #expect(throws: DeviceError.self) { _ = try await gate.program(map) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("an envelope wider than the device is refused when the gate is made")
    func wideEnvelope() async throws {
        let error = await #expect(throws: DeviceError.self) {
            _ = try await gate(ScriptedDevice()) {
                $0.maximumReadVoltage = Voltage(5)
                $0.setAmplitude = Voltage(0.5)...Voltage(9)
            }
        }
        #expect(error?.message.contains("9 V") == true)
    }

    @Test("a reading that is not a number, or of another shape, is an error and no reading")
    func invalidReadings() async throws {
        for fault in [ScriptedDevice.Fault.notANumber, .infinite, .shortBatch] {
            let device = ScriptedDevice()
            await device.show(fault)
            let gate = try await gate(device)
            let error = await #expect(throws: DeviceError.self) { _ = try await gate.process(drive(0.1)) }
            #expect(error?.code == .invalidReading)
        }
    }

    @Test("after the safe state nothing is driven until it is released, and the reason is given")
    func safeState() async throws {
        let device = ScriptedDevice()
        let gate = try await gate(device)
        try await gate.enterSafeState(reason: "smoke in the lab")
        let error = await #expect(throws: DeviceError.self) { _ = try await gate.program(pulses(1)) }
        #expect(error?.code == .heldSafe && error?.message.contains("smoke in the lab") == true)
        #expect(await device.programmed == 0)
        #expect(await device.safeStates == 1)
        await #expect(throws: DeviceError.self) { try await gate.arm() }
        await gate.release()
        _ = try await gate.program(pulses(1))
    }

    @Test("a routine safe state is lifted by arming, and never replaces one that somebody called for")
    func routineSafeState() async throws {
        let gate = try await gate(ScriptedDevice())
        try await gate.enterSafeState(reason: "run 1 has ended", routine: true)
        await #expect(throws: DeviceError.self) { _ = try await gate.program(pulses(1)) }
        await gate.release()
        #expect(await gate.heldSafeReason == "run 1 has ended")
        try await gate.arm()
        _ = try await gate.program(pulses(1))
        try await gate.enterSafeState(reason: "smoke in the lab")
        try await gate.enterSafeState(reason: "run 2 has ended", routine: true)
        #expect(await gate.heldSafeReason == "smoke in the lab")
        await #expect(throws: DeviceError.self) { try await gate.arm() }
    }

    @Test("a device without a capability says so")
    func capability() async throws {
        let gate = try await gate(ScriptedDevice())
        let error = await #expect(throws: DeviceError.self) { _ = try await gate.conductances(block) }
        #expect(error?.code == .notSupported)
    }
}
