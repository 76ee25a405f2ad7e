import ControlInterface
import Synchronization
import Testing

@testable import pibctl

@Suite("Faults on the command line")
struct FaultCommandTests {
    private static let stuck = DeviceFault(
        id: 1, kind: "stuck-cells", text: "stuck-cells (share 0.1), now, 1 of 1 times so far", count: 1, happened: 1,
        over: true)

    @Test("a fault goes to the daemon with its parameter and its trigger")
    func inject() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(InjectFault.self, with: InjectFault.Reply(id: 3))
        let run = await CommandRun.pibctl(
            "fault", "inject", "chip", "delay-reply", "--duration", "0.5", "--every-operations", "2", "--probability",
            "0.25", "--seed", "7", "--count", "9", in: laboratory)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.results == "fault 3: delay-reply\n")
        var fault = InjectFault(device: "chip", kind: "delay-reply")
        fault.duration = 0.5
        fault.everyOperations = 2
        fault.probability = 0.25
        fault.seed = 7
        fault.count = 9
        #expect(try laboratory.calls(of: InjectFault.self) == [fault])
    }

    @Test("with --emulator it goes to the emulator's own socket, in the emulator's own words")
    func emulator() async throws {
        let laboratory = FakeLaboratory()
        laboratory.answer("io.pibd.Emulator.InjectFault", with: ["id": 1])
        let opened = Mutex<[String]>([])
        let run = await CommandRun.run(
            ["fault", "inject", "--emulator", "port", "brown-out", "--after-operations", "5", "--json"],
            directory: "/home/lab"
        ) { path in
            opened.withLock { $0.append(path) }
            return LabClient(laboratory)
        }
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.results == "{\"id\":1}\n")
        #expect(opened.withLock { $0 } == ["/home/lab/port.control"])
        #expect(laboratory.calls(of: "io.pibd.Emulator.InjectFault") == [["kind": "brown-out", "afterOperations": 5]])
    }

    @Test("a fault that an emulator refuses is a usage error with its remedy")
    func refusedByEmulator() async throws {
        let laboratory = FakeLaboratory()
        laboratory.fail(
            "io.pibd.Emulator.InjectFault",
            with: VarlinkError(
                name: "io.pibd.Emulator.FaultRefused",
                parameters: ["parameter": "kind", "message": "there is no fault \"x\"", "remedy": "give another"]))
        let run = await CommandRun.pibctl("fault", "inject", "--emulator", "/tmp/port", "x", in: laboratory)
        #expect(run.status == 2)
        #expect(run.messages == "pibctl: there is no fault \"x\"\n  remedy: give another\n")
    }

    @Test("an emulator that is not there is named as one")
    func noEmulator() async throws {
        let run = await CommandRun.run(["fault", "list", "--emulator", "/tmp/port"]) { path in
            throw VarlinkConnectionError.notFound(path: path)
        }
        #expect(run.status == 3)
        #expect(run.messages.contains("/tmp/port.control") && run.messages.contains("pibd emulate"))
    }

    @Test("clear takes off one fault or all")
    func clear() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ClearFaults.self, with: ClearFaults.Reply(cleared: 1))
        #expect(await CommandRun.pibctl("fault", "clear", "chip", in: laboratory).results == "1 cleared\n")
        #expect(await CommandRun.pibctl("fault", "clear", "chip", "4", in: laboratory).status == 0)
        #expect(
            try laboratory.calls(of: ClearFaults.self)
                == [ClearFaults(device: "chip"), ClearFaults(device: "chip", id: 4)])
        laboratory.answer("io.pibd.Emulator.ClearFaults", with: ["cleared": 0])
        let missing = await CommandRun.pibctl("fault", "clear", "--emulator", "p", "4", in: laboratory)
        #expect(missing.status == 2)
        #expect(missing.messages.contains("there is no fault 4"))
    }

    @Test("list shows what each fault is and how far it has come")
    func list() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListFaults.self, with: ListFaults.Reply(faults: [Self.stuck]))
        let run = await CommandRun.pibctl("fault", "list", "chip", in: laboratory)
        #expect(run.lines.last == "       1  stuck-cells (share 0.1), now, 1 of 1 times so far  over")
        let json = await CommandRun.pibctl("fault", "list", "chip", "--json", in: laboratory)
        #expect(try JSONValue(parsing: json.results.utf8).decoded() == Self.stuck)
        try laboratory.answer(ListFaults.self, with: ListFaults.Reply(faults: []))
        #expect(await CommandRun.pibctl("fault", "list", "chip", in: laboratory).results.isEmpty)
    }

    @Test(
        "words that do not fit together are refused before anybody is asked",
        arguments: [
            ["inject", "chip"], ["inject", "--emulator", "p", "chip", "stall"],
            ["inject", "chip", "stall", "--at", "1", "--after-operations", "2"],
            ["inject", "chip", "stall", "--seed", "1"], ["inject", "chip", "stall", "--duration", "nan"], ["clear"],
            ["clear", "chip", "all"], ["clear", "--emulator", "p", "chip"], ["list"],
            ["list", "chip", "--emulator", "p"],
        ])
    func usage(words: [String]) async throws {
        let run = await CommandRun.run(["fault"] + words) { _ in
            Issue.record("a connection was opened")
            throw VarlinkConnectionError.notFound(path: "")
        }
        #expect(run.status == 2)
        #expect(!run.messages.isEmpty)
    }
}
