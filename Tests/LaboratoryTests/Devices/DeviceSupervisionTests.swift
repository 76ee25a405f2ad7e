import PhysicalDevices
import RunStore
import Testing

@testable import Laboratory

@Suite("Supervision of devices", .timeLimit(.minutes(2)))
struct DeviceSupervisionTests {
    @Test("a run that loses its board pauses, goes on by itself when it is back, and measures every batch")
    func ridesOut() async throws {
        let device = PluggableCrossbar()
        let bench = try await RunBench(device: device)
        let run = try await bench.submit(["batches=60"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        await device.unplug(after: 2)
        let paused = try await bench.wait(for: run) { $0.state == .paused }
        #expect(paused.message?.contains("waiting for chip") == true)
        let programmed = await device.programmed
        await device.plug()
        let ended = try await bench.end(of: run)
        #expect(ended.state == .finished && ended.batchesDone == 60 && ended.measurements == 60 * 32)
        #expect(await device.programmed > programmed)
        let kinds = try await bench.store.events(run).map(\.kind)
        #expect(kinds.filter { $0 == "device-lost" }.count == 1 && kinds.filter { $0 == "device-back" }.count == 1)
    }

    @Test("a run whose board is away can be stopped, and says that it was not evaluated")
    func stopped() async throws {
        let device = PluggableCrossbar()
        let bench = try await RunBench(device: device)
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        await device.unplug(after: 1)
        try await bench.wait(for: run) { $0.state == .paused }
        try await bench.engine.stop(run)
        let ended = try await bench.end(of: run)
        #expect(ended.state == .stopped && ended.validationAccuracy == nil)
        #expect(ended.message?.contains("not evaluated") == true)
        #expect(ended.message?.contains("safe state was not confirmed") == true)
    }

    @Test("a run whose board is away can be aborted at once")
    func aborted() async throws {
        let device = PluggableCrossbar()
        let bench = try await RunBench(device: device)
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        await device.unplug(after: 1)
        try await bench.wait(for: run) { $0.state == .paused }
        // The board cannot confirm its safe state; the run ends all the same.
        try? await bench.engine.abort(run)
        #expect(try await bench.end(of: run).state == .aborted)
    }

    @Test("a device that is not there at the start is no reason not to start, and is taken up when it comes")
    func absentAtFirst() async throws {
        let device = PluggableCrossbar(plugged: false)
        let bench = try await RunBench(device: device)
        let error = await #expect(throws: DeviceError.self) { try await bench.registry.entry("chip") }
        #expect(error?.code == .lost)
        #expect(await (try bench.registry.supervisor("chip")).trouble != nil)
        await #expect(throws: DeviceError.self) { try await bench.submit() }
        await device.plug()
        #expect(await (try bench.registry.supervisor("chip")).returned())
        #expect(try await bench.end(of: bench.submit()).state == .finished)
    }

    @Test("an idle device that goes away is reported with its remedy")
    func idleLoss() async throws {
        let device = PluggableCrossbar()
        let bench = try await RunBench(device: device)
        await device.unplug()
        let supervisor = try await bench.registry.supervisor("chip")
        await device.plug()
        #expect(await supervisor.returned())
        #expect(await supervisor.trouble == nil)
        #expect(await device.state == .ready)
    }

    @Test("a device that goes away again and again ends its run instead of pausing it for ever")
    func looseCable() async throws {
        let device = PluggableCrossbar()
        let bench = try await RunBench(device: device)
        let run = try await bench.submit(["batches=100000"])
        try await bench.wait(for: run) { $0.batchesDone > 3 }
        await device.loosen()
        let ended = try await bench.end(of: run)
        #expect(ended.state == .failed && ended.message?.contains("unplugged") == true)
    }
}
