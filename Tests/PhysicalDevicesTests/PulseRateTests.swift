import PhysicalDevices
import Testing

@Suite("Pulse rates")
struct PulseRateTests {
    private let cell = CellBlock(tile: 0, rows: 0..<1, columns: 0..<1)
    private let neighbour = CellBlock(tile: 0, rows: 0..<1, columns: 1..<2)

    @Test("one second's worth goes out at once, what is more waits for its time")
    func deviceRate() async throws {
        let bench = try await GateBench { $0.maximumPulseRate = 16 }
        _ = try await bench.gate.program(GateBench.pulses(1))
        #expect(bench.clock.waited == [])
        _ = try await bench.gate.program(GateBench.pulses(2))
        _ = try await bench.gate.program(GateBench.pulses(-1))
        #expect(bench.clock.waited == [2, 1])
        bench.clock.advance(100)
        _ = try await bench.gate.program(GateBench.pulses(1))
        #expect(bench.clock.waited == [2, 1])
    }

    @Test("cells have rates of their own, and one cell does not wait for another")
    func cellRate() async throws {
        let bench = try await GateBench { $0.maximumCellPulseRate = 10 }
        _ = try await bench.gate.program(GateBench.pulses(10, cell))
        _ = try await bench.gate.program(GateBench.pulses(10, neighbour))
        #expect(bench.clock.waited == [])
        _ = try await bench.gate.program(GateBench.pulses(5, cell))
        #expect(bench.clock.waited == [0.5])
    }

    @Test("a wait of more than ten seconds is refused, with the limit, and costs nothing")
    func tooLong() async throws {
        for key in ["max-pulse-rate", "max-pulse-rate-per-cell"] {
            let bench = try await GateBench {
                if key == "max-pulse-rate" { $0.maximumPulseRate = 8 } else { $0.maximumCellPulseRate = 8 }
            }
            _ = try await bench.gate.program(GateBench.pulses(88, cell))
            #expect(bench.clock.waited == [10])
            let error = await refusal { _ = try await bench.gate.program(GateBench.pulses(81, cell)) }
            #expect(error?.code == .refusedByEnvelope && error?.hardwareState == .asBefore)
            #expect(error?.remedy.contains("raise \(key) ") == true)
            #expect(bench.clock.waited == [10])
            #expect(await bench.gate.highestWear == 88)
            _ = try await bench.gate.program(GateBench.pulses(80, cell))
            #expect(bench.clock.waited == [10, 10])
        }
    }

    @Test("over any time no more pulses start than the rate allows, but for one second's worth")
    func average() async throws {
        let bench = try await GateBench { $0.maximumPulseRate = 50 }
        var total = 0
        for index in 0..<200 {
            let count = (index * 7) % 48
            _ = try await bench.gate.program(GateBench.pulses(Int8(count), cell))
            total += count
            #expect(Double(total) <= 50 * (bench.clock.now + 1) + 1e-6)
            if index % 10 == 0 { bench.clock.advance(0.3) }
        }
        #expect(Double(total) > 45 * bench.clock.now)
    }

    @Test("a request that waits is refused at once when the safe state is called for")
    func safeState() async throws {
        let (began, beginning) = AsyncStream<Void>.makeStream()
        let clock = SafetyClock(
            now: { 0 },
            wait: { _ in
                beginning.yield()
                try await Task.sleep(for: .seconds(3600))
            })
        var envelope = SafetyEnvelope(spanning: RecordingDevice.descriptor)
        envelope.maximumPulseRate = 1
        let device = RecordingDevice()
        let gate = try await SafetyGate(device: device, envelope: envelope, clock: clock)
        let request = Task { await refusal { _ = try await gate.program(GateBench.pulses(5, cell)) } }
        for await _ in began { break }
        try await gate.enterSafeState(reason: "smoke")
        #expect(await request.value?.code == .heldSafe)
        #expect(await device.events == [.safe])
        #expect(await gate.highestWear == 0)
    }

    @Test("a caller that is cancelled while it waits has applied nothing")
    func cancelled() async throws {
        let (began, beginning) = AsyncStream<Void>.makeStream()
        let clock = SafetyClock(
            now: { 0 },
            wait: { _ in
                beginning.yield()
                try await Task.sleep(for: .seconds(3600))
            })
        var envelope = SafetyEnvelope(spanning: RecordingDevice.descriptor)
        envelope.maximumPulseRate = 1
        let device = RecordingDevice()
        let gate = try await SafetyGate(device: device, envelope: envelope, clock: clock)
        let request = Task { try await gate.program(GateBench.pulses(5, cell)) }
        for await _ in began { break }
        request.cancel()
        await #expect(throws: CancellationError.self) { try await request.value }
        #expect(await device.events == [])
    }
}
