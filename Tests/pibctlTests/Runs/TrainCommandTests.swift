import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct TrainCommandTests {
    /// A laboratory in which run 7 trains for `replies` batches and ends in `state`.
    static func laboratory(
        state: String = "finished", batches: Int = 20, then end: FakeLaboratory.StreamEnd = .finish,
        message: String? = nil, result: RunResult? = Samples.result
    ) throws -> FakeLaboratory {
        let laboratory = FakeLaboratory()
        try laboratory.answer(
            SubmitRun.self,
            with: SubmitRun.Reply(run: 7, resolved: "seed = 3\n", units: Samples.units, measurements: 2560))
        var replies = (1...batches).map { number in
            FollowRun.Reply(
                summary: Samples.summary(batchesDone: number, batchesTotal: batches), batch: Samples.batch(number),
                accuracies: number == 10 ? [Samples.accuracy("head", "validation", 0.5, batch: 10)] : [])
        }
        if case .finish = end {
            replies.append(
                FollowRun.Reply(
                    summary: Samples.summary(
                        state: state, batchesDone: batches, batchesTotal: batches, message: message),
                    result: result))
        }
        try laboratory.stream(FollowRun.self, replies, then: end)
        return laboratory
    }

    /// Writes an experiment and runs pibctl beside it.
    static func train(
        _ arguments: [String] = [], in laboratory: FakeLaboratory, environment: [String: String] = [:],
        terminal: Terminal = .none, interrupts: [Interrupt] = []
    ) async throws -> (run: CommandRun, folder: String) {
        try await withTemporaryFolder { folder in
            try Data("seed = 3\n".utf8).write(to: URL(fileURLWithPath: folder + "/a.toml"))
            let run = await CommandRun.run(
                ["train", "a.toml"] + arguments, environment: environment, directory: folder, terminal: terminal,
                interrupts: interrupts, connect: { _ in LabClient(laboratory) })
            return (run, folder)
        }
    }

    @Test("the daemon gets the text, absolute paths, the overrides and the name")
    func submission() async throws {
        let laboratory = try Self.laboratory()
        let (run, folder) = try await Self.train(
            ["seed=4", "data=sets/mnist", "head.eta=0.02", "--name", "second"], in: laboratory,
            environment: ["PIBD_DATA": "data"])
        #expect(run.status == 0)
        #expect(
            try laboratory.calls(of: SubmitRun.self) == [
                SubmitRun(
                    experiment: "seed = 3\n", path: folder + "/a.toml", directory: folder,
                    overrides: ["seed=4", "data=\(folder)/sets/mnist", "head.eta=0.02"], dataPath: folder + "/data",
                    name: "second")
            ])
    }

    @Test("the last line of --json has everything that is known of the run")
    func lastLine() async throws {
        let (run, _) = try await Self.train(["--json"], in: try Self.laboratory())
        #expect(run.status == 0)
        #expect(run.lines.count == 22)
        let last = try JSONValue(parsing: try #require(run.lines.last).utf8)
        #expect(last["run"] == 7)
        #expect(last["state"] == "finished")
        #expect(last["trainer"] == "pib")
        #expect(last["loss"] == "renyi")
        #expect(last["dataset"] == "fashion-mnist")
        #expect(last["seed"] == 3)
        #expect(last["name"] == "first light")
        #expect(last["test_accuracy"] == 0.864)
        #expect(last["validation_accuracy"] == 0.872)
        #expect(last["measurements"] == 153_600)
        #expect(last["wall_seconds"] == 21.5)
        #expect(last["device_busy_fraction"] == 0.62)
        #expect(last["accuracies"]?["test"]?["ridge"] == 0.872)
    }

    @Test("what is not known of a run is null in the last line, never absent")
    func nulls() async throws {
        let laboratory = try Self.laboratory(state: "aborted", result: nil)
        let (run, _) = try await Self.train(["--json"], in: laboratory)
        #expect(run.status == 8)
        let last = try JSONValue(parsing: try #require(run.lines.last).utf8)
        #expect(last["test_accuracy"] == .null)
        #expect(last["wall_seconds"] == .null)
        #expect(last["device_busy_fraction"] == .null)
    }

    @Test("the result is shown in per cent and in groups of three")
    func result() async throws {
        let (run, _) = try await Self.train(in: try Self.laboratory())
        #expect(run.lines[0] == "run 7 first light: finished")
        #expect(run.lines.contains("  chip head       87.1 %  86.4 %"))
        #expect(run.results.contains("153 600; apart from them 2 048 to calibrate, 75 000 to evaluate"))
        #expect(run.results.contains("device busy 62.0 %, computing 30.0 %, waiting 8.0 %"))
    }

    @Test("a failed run is exit code 8 with the daemon's reason")
    func failed() async throws {
        let laboratory = try Self.laboratory(
            state: "failed", message: "device chip answered NaN; look at its supply", result: nil)
        let (run, _) = try await Self.train(in: laboratory)
        #expect(run.status == 8)
        #expect(run.messages.contains("pibctl: run 7 failed: device chip answered NaN; look at its supply"))
        #expect(run.messages.contains("pibctl run show 7"))
    }

    @Test("an interrupted run is exit code 8 and says what to do")
    func interrupted() async throws {
        let (run, _) = try await Self.train(in: try Self.laboratory(state: "interrupted", result: nil))
        #expect(run.status == 8)
        #expect(run.messages.contains("submit it again"))
    }

    @Test("a run stopped on purpose is a success")
    func stopped() async throws {
        let (run, _) = try await Self.train(in: try Self.laboratory(state: "stopped"))
        #expect(run.status == 0)
    }

    @Test("a daemon that dies is exit code 3 with the run's id")
    func daemonDies() async throws {
        let laboratory = try Self.laboratory(then: .fail(VarlinkConnectionError.closed(path: "/s")))
        let (run, _) = try await Self.train(in: laboratory)
        #expect(run.status == 3)
        #expect(run.messages.contains("lost sight of run 7"))
        #expect(run.messages.contains("pibctl run show 7"))
    }

    @Test("a report that ends before the run does is exit code 3")
    func reportEnds() async throws {
        let laboratory = try Self.laboratory(state: "running", result: nil)
        let (run, _) = try await Self.train(in: laboratory)
        #expect(run.status == 3)
        #expect(run.messages.contains("lost sight of run 7"))
    }

    @Test("the first Ctrl-C lets go of the run and says how to follow it")
    func firstInterrupt() async throws {
        let laboratory = try Self.laboratory(then: .stayOpen)
        let (run, _) = try await Self.train(in: laboratory, interrupts: [.pressed, .graceOver, .pressed])
        #expect(run.status == 0)
        #expect(run.messages.contains("run 7 goes on; follow it again with: pibctl run follow 7"))
        #expect(try laboratory.calls(of: StopRun.self).isEmpty)
    }

    @Test("the second Ctrl-C stops the run")
    func secondInterrupt() async throws {
        let laboratory = try Self.laboratory(then: .stayOpen)
        try laboratory.answer(StopRun.self, with: RunControlReply(summary: Samples.summary(state: "stopped")))
        let (run, _) = try await Self.train(in: laboratory, interrupts: [.pressed, .pressed])
        #expect(run.status == 0)
        #expect(try laboratory.calls(of: StopRun.self) == [StopRun(run: 7)])
        #expect(run.messages.contains("run 7: stopped"))
    }

    @Test("on a terminal progress is one line redrawn, elsewhere lines for tenths and evaluations")
    func progress() async throws {
        let plain = try await Self.train(in: try Self.laboratory()).run.messages
        #expect(plain.contains("run 7 running\n"))
        #expect(plain.contains("run 7 batch 10: validation chip head 50.0 %\n"))
        #expect(plain.matches(of: /\/20 batches/).count == 10)
        #expect(!plain.contains("\r"))
        var terminal = Terminal.none
        terminal.messagesAreTerminal = true
        let bar = try await Self.train(in: try Self.laboratory(), terminal: terminal).run.messages
        #expect(bar.hasPrefix("\r\u{1B}[Krun 7 "))
        #expect(bar.hasSuffix("\r\u{1B}[K"))
        #expect(!bar.contains("\n"))
    }

    @Test("a bar and JSON are never mixed on one terminal")
    func oneTerminal() async throws {
        let terminal = Terminal(outputIsTerminal: true, messagesAreTerminal: true, columns: 80, unicode: true)
        let (run, _) = try await Self.train(["--json"], in: try Self.laboratory(), terminal: terminal)
        #expect(run.messages.isEmpty)
        #expect(run.lines.count == 22)
    }
}
