import ControlInterface
import Laboratory
import Logging
import PhysicalDevices
import RunStore

/// The interface `io.pibd.Lab`: each call is translated into what the laboratory does, and back.
public struct LabService: VarlinkService {
    public let interfaces: [VarlinkInterfaceDescription]
    let laboratory: Laboratory
    let daemon: DaemonDescription
    let access: AccessControl
    let logger: Logger
    let watch: DeviceWatch

    /// A service for an open laboratory. Throws `VarlinkInterfaceError` only if the interface file itself is broken.
    public init(
        laboratory: Laboratory, daemon: DaemonDescription, access: AccessControl, logger: Logger
    ) throws {
        interfaces = [try LabInterface.description()]
        self.laboratory = laboratory
        self.daemon = daemon
        self.access = access
        self.logger = logger
        watch = DeviceWatch(laboratory.devices)
    }

    public func handle(_ call: VarlinkCall) async throws {
        do {
            try access.check(call.method, call.parameters, peer: call.peer)
            try await dispatch(call)
        } catch let error as LabError {
            throw error.varlinkError
        } catch {
            guard let known = LabError(describing: error) else { throw error }
            logger.info("\(call.method) from uid \(call.peer.uid) refused: \(known)")
            throw known.varlinkError
        }
    }

    private func dispatch(_ call: VarlinkCall) async throws {
        switch call.method {
        case GetStatus.qualifiedName: try await call.reply(await status())
        case GetActivity.qualifiedName: try await call.reply(await activity())
        case ListDevices.qualifiedName: try await answer(call, listDevices)
        case DescribeDevice.qualifiedName: try await answer(call, describeDevice)
        case WaitDevice.qualifiedName: try await answer(call, waitForDevice)
        case AcquireDevice.qualifiedName: try await acquire(call)
        case ReleaseDevice.qualifiedName: try await answer(call) { try await release($0, by: call.user) }
        case ProcessVectors.qualifiedName: try await answer(call) { try await process($0, by: call.user) }
        case ReadConductances.qualifiedName:
            try await answer(call) { try await readConductances($0, by: call.user) }
        case SafeState.qualifiedName: try await answer(call, safeState)
        case CharacteriseDevice.qualifiedName:
            try await answer(call) { try await characterise($0, by: call.user) }
        case InjectFault.qualifiedName: try await answer(call) { try await inject($0, by: call.user) }
        case ClearFaults.qualifiedName: try await answer(call) { try await clearFaults($0, by: call.user) }
        case ListFaults.qualifiedName: try await answer(call, listFaults)
        case RecordDevice.qualifiedName: try await record(call)
        case StopRecording.qualifiedName: try await answer(call, stopRecording)
        case ReplayRecording.qualifiedName: try await answer(call, replay)
        case SubmitRun.qualifiedName: try await submit(call)
        case ListMethods.qualifiedName: try await answer(call, listMethods)
        case ListRuns.qualifiedName: try await answer(call, listRuns)
        case GetRun.qualifiedName: try await answer(call, getRun)
        case TagRun.qualifiedName: try await answer(call) { try await tag($0, by: call.user) }
        case AddNote.qualifiedName: try await answer(call) { try await note($0, by: call.user) }
        case GetMetrics.qualifiedName: try await metrics(call)
        case GetConductances.qualifiedName: try await answer(call, conductances)
        case FollowRun.qualifiedName: try await follow(call)
        case PauseRun.qualifiedName:
            try await answer(call) { (request: PauseRun) in
                try await control(request.run) { try await laboratory.runs.pause($0) }
            }
        case ResumeRun.qualifiedName:
            try await answer(call) { try await resume($0, by: call.user) }
        case SnapshotRun.qualifiedName: try await answer(call, snapshot)
        case RestoreSnapshot.qualifiedName: try await answer(call) { try await restore($0, by: call.user) }
        case StopRun.qualifiedName:
            try await answer(call) { (request: StopRun) in
                try await control(request.run) { try await laboratory.runs.stop($0) }
            }
        case AbortRun.qualifiedName:
            try await answer(call) { (request: AbortRun) in
                try await control(request.run) { try await laboratory.runs.abort($0) }
            }
        default: throw VarlinkError.methodNotImplemented(call.method)
        }
    }

    private func answer<Method: LabMethod>(
        _ call: VarlinkCall, _ method: (Method) async throws -> Method.Reply
    ) async throws {
        try await call.reply(try await method(call.decode(Method.self)))
    }
}

extension VarlinkCall {
    /// Who calls, by name.
    var user: Operator { Operator(uid: peer.uid, name: UserNames.name(of: peer.uid)) }
}
