import ControlInterface
import Laboratory

/// Keeping trained cells, and writing them to a chip again.
extension LabService {
    func snapshot(_ request: SnapshotRun) async throws -> SnapshotRun.Reply {
        _ = try await control(request.run) { try await laboratory.runs.snapshot($0, as: request.name) }
        return SnapshotRun.Reply()
    }

    func restore(_ request: RestoreSnapshot, by user: Operator) async throws -> RestoreSnapshot.Reply {
        let (pulses, deviations) = try await laboratory.runs.restore(request.name, to: request.device, by: user)
        return RestoreSnapshot.Reply(
            pulses: pulses,
            units: deviations.map {
                UnitDeviation(
                    unit: $0.unit, rootMeanSquare: $0.deviation.rootMeanSquare, largest: $0.deviation.largest)
            })
    }
}
