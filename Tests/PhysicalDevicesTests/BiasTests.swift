import PhysicalDevices
import Testing

@Suite("Bias voltages")
struct BiasTests {
    @Test("without a ramp go to the device as they are")
    func plain() async throws {
        let bench = try await GateBench()
        try await bench.gate.hold(GateBench.bias([0.2, -0.1]))
        #expect(await bench.device.events == [.held([0.2, -0.1])])
    }

    @Test("move in steps of at most the envelope's, at its rate, and arrive exactly")
    func ramp() async throws {
        let bench = try await GateBench { $0.biasRamp = BiasRamp(largestStep: Voltage(0.05), slewRate: 0.5) }
        try await bench.gate.hold(GateBench.bias([0.2, -0.1, 0]))
        try await bench.gate.hold(GateBench.bias([0.17], from: 0))
        var held: [[Double]] = []
        for case .held(let voltages) in await bench.device.events { held.append(voltages) }
        #expect(held.count == 5 && held[3] == [0.2, -0.1, 0] && held[4] == [0.17])
        for (before, after) in zip([[0, 0, 0]] + held, held[..<4]) {
            for (from, to) in zip(before, after) { #expect(abs(to - from) <= 0.05 * (1 + 1e-9)) }
        }
        #expect(bench.clock.waited.count == 4)
        #expect(bench.clock.waited.allSatisfy { abs($0 - 0.1) < 1e-9 })
    }

    @Test("with a rate alone move in steps of 20 ms")
    func slewAlone() async throws {
        let bench = try await GateBench { $0.biasRamp = BiasRamp(slewRate: 1) }
        try await bench.gate.hold(GateBench.bias([0.1]))
        #expect(await bench.device.events.count == 5)
        #expect(abs(bench.clock.now - 0.08) < 1e-9)
    }

    @Test("on a ramp that would take too long are refused before the first step")
    func tooLong() async throws {
        for ramp in [
            BiasRamp(largestStep: Voltage(0.01), slewRate: 0.01), BiasRamp(largestStep: Voltage(1e-6)),
            BiasRamp(slewRate: 0), BiasRamp(largestStep: Voltage(0)),
        ] {
            let bench = try await GateBench { $0.biasRamp = ramp }
            let error = await refusal { try await bench.gate.hold(GateBench.bias([0.2])) }
            #expect(error?.code == .refusedByEnvelope && error?.remedy.contains("max-bias-step") == true)
            #expect(await bench.device.events == [])
        }
    }

    @Test("outside limits, array or polarity are refused")
    func refused() async throws {
        let bench = try await GateBench { $0.maximumBiasVoltage = Voltage(0.15) }
        for volts in [0.16, -0.16, .nan, .infinity] {
            #expect(await refusal { try await bench.gate.hold(GateBench.bias([volts])) }?.code == .refusedByEnvelope)
        }
        for request in [
            GateBench.bias([0.1], from: 8), GateBench.bias([0.1, 0.1], from: 7),
            BiasRequest(tile: 2, rows: 0..<1, voltages: [Voltage(0.1)]),
            BiasRequest(tile: 0, rows: 0..<2, voltages: [Voltage(0.1)]),
            BiasRequest(tile: 0, rows: 0..<0, voltages: []),
        ] {
            #expect(await refusal { try await bench.gate.hold(request) }?.code == .invalidRequest)
        }
        #expect(await bench.device.events == [])
    }

    @Test("start again from nothing after a safe state")
    func afterSafeState() async throws {
        let bench = try await GateBench { $0.biasRamp = BiasRamp(largestStep: Voltage(0.1)) }
        try await bench.gate.hold(GateBench.bias([0.2]))
        try await bench.gate.enterSafeState(reason: "test", routine: true)
        try await bench.gate.arm()
        try await bench.gate.hold(GateBench.bias([0.2]))
        #expect(await bench.device.events == [.held([0.1]), .held([0.2]), .safe, .held([0.1]), .held([0.2])])
    }

    @Test("are not known after a step that failed, until the safe state")
    func failure() async throws {
        let bench = try await GateBench { $0.biasRamp = BiasRamp(largestStep: Voltage(0.1)) }
        await bench.device.failToHold(true)
        #expect(await refusal { try await bench.gate.hold(GateBench.bias([0.2])) }?.code == .lost)
        await bench.device.failToHold(false)
        let error = await refusal { try await bench.gate.hold(GateBench.bias([0.2])) }
        #expect(error?.code == .notReady && error?.hardwareState == .unknown)
        try await bench.gate.enterSafeState(reason: "test", routine: true)
        try await bench.gate.arm()
        try await bench.gate.hold(GateBench.bias([0.2]))
    }

    @Test("stop where they are when the safe state is called for in the middle of a ramp")
    func interrupted() async throws {
        let bench = try await GateBench { $0.biasRamp = BiasRamp(largestStep: Voltage(0.05)) }
        let (began, beginning) = AsyncStream<Void>.makeStream()
        let (go, going) = AsyncStream<Void>.makeStream()
        await bench.device.hold(began: beginning, until: go)
        let ramp = Task { await refusal { try await bench.gate.hold(GateBench.bias([0.2])) } }
        for await _ in began { break }
        #expect(await refusal { try await bench.gate.hold(GateBench.bias([0.1])) }?.code == .notReady)
        try await bench.gate.enterSafeState(reason: "smoke")
        going.yield()
        #expect(await ramp.value?.code == .heldSafe)
        // The step that was under way may have come after the safe state, so that one is entered again.
        #expect(await bench.device.events == [.safe, .held([0.05]), .safe])
    }
}
