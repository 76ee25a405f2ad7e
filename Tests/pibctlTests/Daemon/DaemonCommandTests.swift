import ControlInterface
import Testing

@testable import pibctl

@Suite struct DaemonCommandTests {
    @Test("status shows the daemon, its run and its devices")
    func status() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(GetStatus.self, with: Samples.status)
        let run = await CommandRun.pibctl("status", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines[0] == "pibd 0.1.0 (0123456789ab), up 1 h 02 min, simulated devices only")
        #expect(run.results.contains("run 7 (running): pib on fashion-mnist, 100 of 1 200 batches, validation 86.1 %"))
        #expect(run.results.contains("  chip    busy   as-before"))
    }

    @Test("status --json is one line that decodes to what the daemon sent")
    func statusJSON() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(GetStatus.self, with: Samples.status)
        let run = await CommandRun.pibctl("status", "--json", in: laboratory)
        #expect(run.lines.count == 1)
        #expect(try JSONValue(parsing: run.results.utf8).decoded() == Samples.status)
    }

    @Test("version answers without a daemon")
    func version() async throws {
        let run = await CommandRun.run(["version", "--json"]) { throw VarlinkConnectionError.notFound(path: $0) }
        #expect(run.status == 0)
        #expect(run.lines == ["{\"pibctl\":\"\(Release.version)\"}"])
    }

    @Test("safe-state without a device means all of them")
    func safeStateAll() async throws {
        let laboratory = FakeLaboratory()
        var device = Samples.device
        device.hardwareState = "safe"
        try laboratory.answer(SafeState.self, with: SafeState.Reply(devices: [device]))
        let run = await CommandRun.pibctl("safe-state", "--reason", "smoke", in: laboratory)
        #expect(run.status == 0)
        #expect(try laboratory.calls(of: SafeState.self) == [SafeState(device: nil, reason: "smoke")])
    }

    @Test("a device that is not known to be safe afterwards is exit code 5")
    func notSafe() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(SafeState.self, with: SafeState.Reply(devices: [Samples.device]))
        let run = await CommandRun.pibctl("safe-state", "chip", in: laboratory)
        #expect(run.status == 5)
        #expect(run.messages.contains("not known to be safe: chip"))
    }
}
