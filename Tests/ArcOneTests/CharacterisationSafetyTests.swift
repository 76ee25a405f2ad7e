import Testing

@testable import PhysicalDevices
@testable import ArcOne

@Suite("Test routines and the envelope")
struct CharacterisationSafetyTests {
    private func limiter(_ adapt: (inout SafetyEnvelope) -> Void = { _ in }) -> SafetyLimiter {
        let descriptor = ArcOne.descriptor(for: ArcOneSettings())
        var envelope = SafetyEnvelope(spanning: descriptor)
        adapt(&envelope)
        return SafetyLimiter(device: "arc", descriptor: descriptor, envelope: envelope)
    }

    private func refusal(
        _ method: CharacterisationMethod, block: CellBlock = .cell(0, 0),
        _ adapt: (inout SafetyEnvelope) -> Void = { _ in }
    ) -> DeviceError? {
        var limiter = limiter(adapt)
        do {
            _ = try limiter.clear(CharacterisationRequest(block: block, method: method))
            return nil
        } catch {
            return error as? DeviceError
        }
    }

    private static let defaults: [CharacterisationMethod] = [
        .form(FormingRamp()), .switch(SwitchingSearch()), .curve(CurveTrace()), .converge(StateConvergence()),
        .endurance(EnduranceCycling()), .bitLine(BitLinePulse()),
    ]

    @Test("every routine's defaults pass the device's own limits", arguments: defaults)
    func passing(method: CharacterisationMethod) {
        #expect(refusal(method) == nil)
    }

    @Test("no routine passes an envelope below its highest voltage, lowest voltage or width", arguments: defaults)
    func outside(method: CharacterisationMethod) {
        let exposure = method.parameters.exposure
        if exposure.highest > Voltage(0) {
            let limit = Voltage(0.01)...Voltage(exposure.highest.value * 0.99)
            #expect(refusal(method) { $0.setAmplitude = limit }?.code == .refusedByEnvelope)
        }
        if exposure.lowest < Voltage(0) {
            let limit = Voltage(exposure.lowest.value * 0.99)...Voltage(-0.01)
            #expect(refusal(method) { $0.resetAmplitude = limit }?.code == .refusedByEnvelope)
        }
        let longest = exposure.width.upperBound.value
        #expect(
            refusal(method) { $0.pulseWidth = TimeSpan(90e-9)...TimeSpan(longest * 0.99) }?.code == .refusedByEnvelope)
        #expect(
            refusal(method) { $0.pulseWidth = TimeSpan(longest * 1.01)...TimeSpan(1) }?.code == .refusedByEnvelope)
        #expect(refusal(method, block: .cell(32, 0))?.code == .invalidRequest)
    }

    @Test("the worst number of pulses is charged to the cells, and a worn cell is refused", arguments: defaults)
    func wear(method: CharacterisationMethod) throws {
        let worst = method.parameters.exposure.pulses
        var limiter = limiter { $0.maximumPulsesPerCell = worst + 1 }
        let request = CharacterisationRequest(block: .cell(3, 4), method: method)
        _ = try limiter.clear(request)
        #expect(limiter.wear.pulses(tile: 0, row: 3, column: 4) == worst)
        #expect(limiter.wear.pulses(tile: 0, row: 3, column: 5) == 0)
        if worst > 1 { #expect(throws: DeviceError.self) { _ = try limiter.clear(request) } }
    }

    @Test("a limit on the current counts the routine's own compliance")
    func current() {
        var trace = CurveTrace()
        let limit = ElectricCurrent(50e-6)
        #expect(refusal(.curve(trace)) { $0.maximumCellCurrent = limit }?.code == .refusedByEnvelope)
        (trace.positiveCompliance, trace.negativeCompliance) = (limit, limit)
        #expect(refusal(.curve(trace)) { $0.maximumCellCurrent = limit } == nil)
        trace.negativeCompliance = nil
        #expect(refusal(.curve(trace)) { $0.maximumCellCurrent = limit } != nil)
    }

    @Test("a bit line pulse is held against the column's current, half-selected cells included")
    func column() {
        let pulse = CharacterisationMethod.bitLine(BitLinePulse())  // 2 cells at 1 V, 30 at 0.5 V
        let block = CellBlock.cells(0..<2, 0..<1)
        #expect(refusal(pulse, block: block) { $0.maximumColumnCurrent = ElectricCurrent(1.69e-3) } != nil)
        #expect(refusal(pulse, block: block) { $0.maximumColumnCurrent = ElectricCurrent(1.71e-3) } == nil)
        #expect(refusal(pulse, block: block) { $0.maximumReadVoltage = Voltage(0.005) } != nil)
    }

    @Test("a routine that pulses faster than allowed is refused")
    func rate() {
        let method = CharacterisationMethod.endurance(EnduranceCycling())  // 1.1 ms a pulse
        #expect(refusal(method) { $0.maximumPulseRate = 900 }?.code == .refusedByEnvelope)
        #expect(refusal(method) { $0.maximumCellPulseRate = 900 }?.code == .refusedByEnvelope)
        #expect(refusal(method) { $0.maximumPulseRate = 950 } == nil)
    }

    @Test("cells with limits of their own keep them, their neighbours do not have them")
    func cellLimits() {
        func refused(_ block: CellBlock, _ adapt: (inout CellLimits) -> Void) -> Bool {
            var limits = CellLimits(block: .cells(0..<2, 0..<2))
            adapt(&limits)
            return refusal(.form(FormingRamp()), block: block) { $0.cells = [limits] } != nil
        }
        let limits: [@Sendable (inout CellLimits) -> Void] = [
            { $0.maximumSetVoltage = Voltage(2.9) }, { $0.maximumPulseWidth = TimeSpan(1e-4) },
            { $0.maximumCellCurrent = ElectricCurrent(1e-6) }, { $0.maximumPulsesPerCell = 10 },
        ]
        for limit in limits {
            #expect(refused(.cells(1..<4, 1..<4), limit))
            #expect(!refused(.cells(2..<4, 0..<4), limit))
        }
    }

    @Test("parameters that make no sense are refused with a reason")
    func nonsense() {
        func form(_ adapt: (inout FormingRamp) -> Void) -> CharacterisationMethod {
            var ramp = FormingRamp()
            adapt(&ramp)
            return .form(ramp)
        }
        let methods = [
            form { $0.start = Voltage(.nan) }, form { $0.step = Voltage(0) }, form { $0.stop = Voltage(0.1) },
            form { $0.stop = Voltage(-3) }, form { $0.pulses = 0 }, form { $0.interpulse = TimeSpan(-1) },
            form { $0.widths.start = TimeSpan(0) }, form { $0.widths.step = .factor(0) },
            form { $0.widths.stop = TimeSpan(.infinity) }, form { $0.threshold = Resistance(.nan) },
            form { $0.step = Voltage(1e-9) }, form { $0.widths.step = .factor(1e-9) },
        ]
        for method in methods {
            let error = refusal(method)
            #expect(error?.code == .invalidRequest, "\(method)")
            #expect(error?.message.hasPrefix("the parameters are wrong: ") == true)
        }
    }

    @Test("nothing a random request asks for gets past the envelope")
    func property() {
        var random = SystemRandomNumberGenerator.Seeded(seed: 5)
        let envelope: (inout SafetyEnvelope) -> Void = {
            $0.setAmplitude = Voltage(0.1)...Voltage(2)
            $0.resetAmplitude = Voltage(-1.5)...Voltage(-0.1)
            $0.pulseWidth = TimeSpan(1e-6)...TimeSpan(1e-2)
        }
        var passed = 0
        func value(_ scale: Double) -> Double {
            let special: [Double] = [.nan, .infinity, -1, 0, 1e300]
            return Int.random(in: 0..<20, using: &random) == 0
                ? special[Int.random(in: 0..<5, using: &random)] : Double.random(in: 0...scale, using: &random)
        }
        for _ in 0..<3000 {
            var trace = CurveTrace()
            trace.positivePeak = Voltage(value(3))
            trace.negativePeak = Voltage(-value(3))
            trace.width = TimeSpan(value(2e-2))
            trace.start = Voltage(value(0.5))
            guard refusal(.curve(trace), envelope) == nil else { continue }
            passed += 1
            #expect(trace.positivePeak.value <= 2 && trace.negativePeak.value >= -1.5)
            #expect(trace.width.value >= 1e-6 && trace.width.value <= 1e-2)
        }
        #expect(passed > 50)
    }
}
