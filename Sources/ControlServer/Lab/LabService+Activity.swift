import ControlInterface
import Laboratory

extension LabService {
    /// What every device has done until now.
    func activity() async -> GetActivity.Reply {
        let devices = await watch.look().map { id, activity in
            activity.map(DeviceWork.init)
                ?? DeviceWork(
                    device: id, state: nil, busySeconds: 0, vectors: 0, pulses: 0, operations: 0, failed: 0)
        }
        return GetActivity.Reply(
            uptimeSeconds: daemon.uptimeSeconds, residentBytes: ProcessUsage.current().residentBytes, devices: devices)
    }
}

extension DeviceWork {
    fileprivate init(_ activity: DeviceActivity) {
        let operations = activity.operations.operations
        self.init(
            device: activity.id, state: activity.state.rawValue, busySeconds: activity.operations.busySeconds,
            vectors: activity.operations.vectors, pulses: activity.operations.pulses,
            operations: operations.values.reduce(0) { $0 + $1.count },
            failed: operations.values.reduce(0) { $0 + $1.failed },
            medianSeconds: operations["process"]?.recent.quantile(0.5), retries: activity.link?.retries,
            badFrames: activity.link?.badFrames, highestWear: activity.highestWear)
    }
}
