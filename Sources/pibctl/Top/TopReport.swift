import ControlInterface

/// The laboratory at a glance: the daemon, the run under way, the devices.
struct TopReport {
    private let sample: TopSample
    private let rates: TopRates?

    init(_ sample: TopSample, rates: TopRates?) {
        self.sample = sample
        self.rates = rates
    }

    func lines() -> [String] {
        let status = sample.status
        let memory = sample.activity.residentBytes.map { ", \(Self.megabytes($0)) resident" } ?? ""
        let mode = status.simulate ? ", simulated devices only" : ""
        let heading = "pibd \(status.version), up \(Quantities.duration(status.uptimeSeconds))\(memory)\(mode)"
        let crowd = "\(status.queued) queued, \(status.followers) following"
        return [heading.onOneLine, "", run, "  \(crowd)", ""] + devices + messages
    }

    private var run: String {
        guard let run = sample.status.running else { return "  no run" }
        var facts = [
            "\(run.trainer) on \(run.dataset)",
            "\(Quantities.count(run.batchesDone)) of \(Quantities.count(run.batchesTotal)) batches",
        ]
        if let rate = rates?.measurementsPerSecond { facts.append("\(Self.rate(rate)) measurements/s") }
        if let rate = rates?.batchesPerSecond, rate > 0, run.state == "running" {
            facts.append("\(Quantities.countdown(Double(run.batchesTotal - run.batchesDone) / rate)) left")
        }
        if let accuracy = run.validationAccuracy { facts.append("validation \(Quantities.percent(accuracy))") }
        return "  run \(run.run) (\(run.state)): \(facts.joined(separator: ", "))".onOneLine
    }

    private var devices: [String] {
        guard !sample.status.devices.isEmpty else { return ["  no devices"] }
        var table = Table([
            ("device", .left), ("state", .left), ("busy", .right), ("vectors/s", .right), ("pulses/s", .right),
            ("median", .right), ("failed", .right), ("retries", .right), ("bad frames", .right), ("wear", .right),
            ("held by", .left),
        ])
        let work = Dictionary(sample.activity.devices.map { ($0.device, $0) }) { first, _ in first }
        let speed = Dictionary(rates?.devices.map { ($0.device, $0) } ?? []) { first, _ in first }
        for device in sample.status.devices {
            let (work, speed) = (work[device.id], speed[device.id])
            table.add([
                device.id, work.map { $0.state ?? "no answer" } ?? device.state,
                speed.map { Quantities.percent($0.busyFraction) } ?? "-",
                speed.map { Self.rate($0.vectorsPerSecond) } ?? "-", speed.map { Self.rate($0.pulsesPerSecond) } ?? "-",
                work?.medianSeconds.map { Quantities.si($0, "s") } ?? "-", work.map { String($0.failed) } ?? "-",
                work?.retries.map(String.init) ?? "-", work?.badFrames.map(String.init) ?? "-",
                work?.highestWear.map(Quantities.shortCount) ?? "-", device.holder ?? "",
            ])
        }
        return table.lines()
    }

    private var messages: [String] {
        let lines = sample.status.devices.compactMap { device in
            device.message.map { "  \(device.id): \($0)".onOneLine }
        }
        return lines.isEmpty ? [] : [""] + lines
    }

    private static func rate(_ value: Double) -> String {
        // Slow boards make a few vectors a second: there the fraction counts.
        guard value.isFinite, value >= 0 else { return "-" }
        return value < 100
            ? Quantities.significant((value * 10).rounded() / 10) : Quantities.shortCount(Int(min(value, 1e15)))
    }

    private static func megabytes(_ bytes: Int) -> String { "\((bytes + 524_288) / 1_048_576) MiB" }
}
