import ControlInterface

/// What the daemon said at one moment.
struct TopSample: Sendable {
    var status: GetStatus.Reply
    var activity: GetActivity.Reply

    /// Asks the daemon.
    static func taken(from client: LabClient) async throws -> TopSample {
        TopSample(status: try await client.status(), activity: try await client.activity())
    }
}

/// How fast one device works, between two samples.
struct DeviceRates: Sendable, Encodable, Equatable {
    var device: String
    /// 0...1.
    var busyFraction: Double
    var vectorsPerSecond: Double
    var pulsesPerSecond: Double
    var operationsPerSecond: Double

    enum CodingKeys: String, CodingKey {
        case device
        case busyFraction = "busy_fraction"
        case vectorsPerSecond = "vectors_per_second"
        case pulsesPerSecond = "pulses_per_second"
        case operationsPerSecond = "operations_per_second"
    }
}

/// How fast everything works, between two samples by the daemon's own clock.
struct TopRates: Sendable, Encodable, Equatable {
    var devices: [DeviceRates]
    /// Training samples of the running run.
    var measurementsPerSecond: Double?
    var batchesPerSecond: Double?

    enum CodingKeys: String, CodingKey {
        case devices
        case measurementsPerSecond = "measurements_per_second"
        case batchesPerSecond = "batches_per_second"
    }

    /// Nil where no time passed between the two, or the daemon was started anew.
    init?(from earlier: TopSample, to later: TopSample) {
        let seconds = later.activity.uptimeSeconds - earlier.activity.uptimeSeconds
        guard seconds > 0, earlier.status.pid == later.status.pid else { return nil }
        let before = Dictionary(earlier.activity.devices.map { ($0.device, $0) }) { first, _ in first }
        devices = later.activity.devices.compactMap { now in
            // A device that did not answer has no numbers, neither now nor then.
            guard now.state != nil, let then = before[now.device], then.state != nil else { return nil }
            return DeviceRates(
                device: now.device,
                busyFraction: min(1, max(0, (now.busySeconds - then.busySeconds) / seconds)),
                vectorsPerSecond: Double(now.vectors - then.vectors) / seconds,
                pulsesPerSecond: Double(now.pulses - then.pulses) / seconds,
                operationsPerSecond: Double(now.operations - then.operations) / seconds)
        }
        guard let run = later.status.running, let then = earlier.status.running, then.run == run.run else { return }
        let span = later.status.uptimeSeconds - earlier.status.uptimeSeconds
        guard span > 0 else { return }
        measurementsPerSecond = Double(run.measurements - then.measurements) / span
        batchesPerSecond = Double(run.batchesDone - then.batchesDone) / span
    }
}
