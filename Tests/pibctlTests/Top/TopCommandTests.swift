import ControlInterface
import Testing

@testable import pibctl

@Suite("pibctl top")
struct TopCommandTests {
    private static func sample(at seconds: Double, vectors: Int, busy: Double, batches: Int) -> TopSample {
        var status = Samples.status
        status.uptimeSeconds = seconds
        status.running = Samples.summary(batchesDone: batches)
        let device = DeviceWork(
            device: "chip", state: "busy", busySeconds: busy, vectors: vectors, pulses: 10 * vectors, operations: 5,
            failed: 1, medianSeconds: 0.002, retries: nil, badFrames: nil, highestWear: 12_345)
        return TopSample(
            status: status,
            activity: GetActivity.Reply(uptimeSeconds: seconds, residentBytes: 50 << 20, devices: [device]))
    }

    @Test("rates are differences by the daemon's clock")
    func rates() throws {
        let earlier = Self.sample(at: 100, vectors: 1000, busy: 10, batches: 100)
        let later = Self.sample(at: 102, vectors: 5000, busy: 11, batches: 110)
        let rates = try #require(TopRates(from: earlier, to: later))
        #expect(
            rates.devices == [
                DeviceRates(
                    device: "chip", busyFraction: 0.5, vectorsPerSecond: 2000, pulsesPerSecond: 20_000,
                    operationsPerSecond: 0)
            ])
        #expect(rates.measurementsPerSecond == 640 && rates.batchesPerSecond == 5)
        #expect(TopRates(from: later, to: later) == nil)
    }

    @Test("a daemon that was started anew, or a device that did not answer, has no rates")
    func noRates() throws {
        let earlier = Self.sample(at: 100, vectors: 1000, busy: 10, batches: 100)
        var later = Self.sample(at: 102, vectors: 5000, busy: 11, batches: 110)
        later.activity.devices[0].state = nil
        #expect(try #require(TopRates(from: earlier, to: later)).devices == [])
        later.status.pid += 1
        #expect(TopRates(from: earlier, to: later) == nil)
    }

    @Test("the view shows the daemon, the run with what is left, and the devices with their rates")
    func report() {
        let earlier = Self.sample(at: 100, vectors: 1000, busy: 10, batches: 100)
        let later = Self.sample(at: 102, vectors: 5000, busy: 11, batches: 110)
        let lines = TopReport(later, rates: TopRates(from: earlier, to: later)).lines()
        #expect(lines[0] == "pibd 0.1.0, up 1 min 42 s, 50 MiB resident, simulated devices only")
        #expect(
            lines[2] == "  run 7 (running): pib on fashion-mnist, 110 of 1 200 batches, 640 measurements/s, 3:38 left, "
                + "validation 86.1 %")
        #expect(lines[3] == "  2 queued, 1 following")
        let device = lines.first { $0.hasPrefix("  chip") }
        #expect(
            device?.split(separator: " ").joined(separator: " ")
                == "chip busy 50.0 % 2000 20.0 k 2.00 ms 1 - - 12.3 k run 7")
        var silent = later
        silent.activity.devices[0].state = nil
        #expect(TopReport(silent, rates: nil).lines().contains { $0.hasPrefix("  chip    no answer  ") })
    }

    @Test("elsewhere than on a terminal the view is shown once")
    func once() async throws {
        let laboratory = FakeLaboratory()
        let sample = Self.sample(at: 100, vectors: 1000, busy: 10, batches: 100)
        try laboratory.answer(GetStatus.self, with: sample.status)
        try laboratory.answer(GetActivity.self, with: sample.activity)
        let run = await CommandRun.pibctl("top", "--interval", "0.05", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines.count(where: { $0.hasPrefix("pibd ") }) == 1)
        #expect(!run.results.contains("\u{1B}"))
    }

    @Test("--json writes a line for each look")
    func json() async throws {
        let laboratory = FakeLaboratory()
        let sample = Self.sample(at: 100, vectors: 1000, busy: 10, batches: 100)
        try laboratory.answer(GetStatus.self, with: sample.status)
        try laboratory.answer(GetActivity.self, with: sample.activity)
        let run = await CommandRun.pibctl("top", "--json", "--interval", "0.05", "--count", "3", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines.count == 3)
        let line = try JSONValue(parsing: run.lines[0].utf8)
        #expect(line["activity"]?["uptime_seconds"] != nil && line["status"]?["queued"] == 2)
    }

    @Test("an interrupt ends it without an error")
    func interrupted() async throws {
        let laboratory = FakeLaboratory()
        let sample = Self.sample(at: 100, vectors: 1000, busy: 10, batches: 100)
        try laboratory.answer(GetStatus.self, with: sample.status)
        try laboratory.answer(GetActivity.self, with: sample.activity)
        let run = await CommandRun.pibctl("top", "--json", "--interval", "3600", in: laboratory, interrupts: [.pressed])
        #expect(run.status == 0)
    }

    @Test("impossible intervals and counts are refused", arguments: [["--interval", "0"], ["--count", "0"]])
    func refused(arguments: [String]) async {
        let run = await CommandRun.run(["top"] + arguments) { _ in throw VarlinkConnectionError.notFound(path: "") }
        #expect(run.status == 2)
    }
}
