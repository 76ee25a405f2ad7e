import Laboratory
import PhysicalDevices
import RunStore

/// The numbers of one daemon: its devices, its runs and itself.
///
/// What labels can say is bounded: devices and read-outs by the configuration, units by ``mostUnits``; no label carries
/// the number of a run.
public struct LabMetrics: Sendable {
    /// Units of the current run beyond this are left out.
    static let mostUnits = 64

    private let laboratory: Laboratory
    private let daemon: DaemonDescription
    private let watch: DeviceWatch

    /// The numbers of an open laboratory.
    public init(laboratory: Laboratory, daemon: DaemonDescription) {
        self.laboratory = laboratory
        self.daemon = daemon
        watch = DeviceWatch(laboratory.devices)
    }

    /// All numbers as they are now. What cannot be had is left out: the others are wanted all the more then.
    public func families() async -> [MetricFamily] {
        let devices = await watch.look()
        return daemonFamilies() + DeviceMetrics.families(devices) + LinkMetrics.families(devices)
            + (await queueFamilies()) + (await runFamilies())
    }

    private func daemonFamilies() -> [MetricFamily] {
        let usage = ProcessUsage.current()
        func samples(_ value: Double?) -> [MetricFamily.Sample] { value.map { [.init($0)] } ?? [] }
        return [
            MetricFamily(
                "pibd_build", .info, "What the daemon was built from.",
                [.init(1, [("version", daemon.version), ("commit", daemon.commit)])]),
            MetricFamily(
                "pibd_uptime", .gauge, unit: "seconds", "How long the daemon has been up.",
                [.init(daemon.uptimeSeconds)]),
            MetricFamily(
                "process_resident_memory", .gauge, unit: "bytes", "Resident memory of the daemon.",
                samples(usage.residentBytes.map(Double.init))),
            MetricFamily(
                "process_open_fds", .gauge, "Open descriptors of the daemon.",
                samples(usage.openDescriptors.map(Double.init))),
            MetricFamily(
                "process_cpu", .counter, unit: "seconds", "Processor time that the daemon has used.",
                samples(usage.processorSeconds)),
        ]
    }

    private func queueFamilies() async -> [MetricFamily] {
        let counts = try? await laboratory.store.runCounts()
        return [
            MetricFamily(
                "pibd_runs", .gauge, "Runs in the store by state.",
                counts.map { counts in
                    RunState.allCases.map { MetricFamily.Sample(Double(counts[$0] ?? 0), [("state", $0.rawValue)]) }
                } ?? []),
            MetricFamily(
                "pibd_queued_runs", .gauge, "Runs that wait for their turn.",
                [.init(Double(await laboratory.runs.queued))]),
            MetricFamily(
                "pibd_followers", .gauge, "Streams that follow a run.",
                [.init(Double(laboratory.signals.followers))]),
            MetricFamily(
                "pibd_running_run", .gauge, "Number of the run under way; 0 for none.",
                [.init(Double(await laboratory.runs.running ?? 0))]),
        ]
    }

    private func runFamilies() async -> [MetricFamily] {
        guard let number = await laboratory.runs.running, let run = try? await laboratory.store.run(number) else {
            return []
        }
        let batch = try? await laboratory.store.batches(number, from: run.batchesDone, limit: 1).last
        let accuracies = try? await laboratory.store.accuracies(number)
        return RunMetrics.families(run, batch: batch, accuracies: accuracies ?? [])
    }
}
