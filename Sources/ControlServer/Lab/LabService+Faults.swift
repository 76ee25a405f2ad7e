import ControlInterface
import FaultScripts
import Laboratory
import PhysicalDevices

extension LabService {
    /// Tells a simulated device to fail.
    func inject(_ request: InjectFault, by user: Operator) async throws -> InjectFault.Reply {
        let device = try await faultInjectable(request.device)
        do {
            let id = try await device.inject(try request.scheduled())
            logger.warning(
                "\(user.name) injected \(request.kind) into \(request.device)",
                metadata: ["DEVICE": "\(request.device)"])
            return InjectFault.Reply(id: id)
        } catch let error as FaultScriptError {
            throw LabError(
                .invalidParameter(parameter: error.key), message: "\(request.kind): \(error.key): \(error.message)",
                remedy: error.remedy)
        }
    }

    /// Takes faults off a simulated device's list.
    func clearFaults(_ request: ClearFaults, by user: Operator) async throws -> ClearFaults.Reply {
        let cleared = try await faultInjectable(request.device).clearFaults(request.id)
        logger.info(
            "\(user.name) cleared \(cleared) faults of \(request.device)", metadata: ["DEVICE": "\(request.device)"])
        return ClearFaults.Reply(cleared: cleared)
    }

    func listFaults(_ request: ListFaults) async throws -> ListFaults.Reply {
        let faults = try await faultInjectable(request.device).faults
        return ListFaults.Reply(
            faults: faults.map { fault in
                DeviceFault(
                    id: fault.id, kind: fault.fault.kind.rawValue, text: fault.description, count: fault.count,
                    happened: fault.happened, over: fault.isOver)
            })
    }

    private func faultInjectable(_ id: String) async throws -> any FaultInjectable {
        let supervisor = try await laboratory.devices.supervisor(id)
        guard let device = supervisor.device as? any FaultInjectable else {
            throw LabError(
                .invalidParameter(parameter: "device"),
                message: "\(id) is a device on a wire, and the daemon injects faults into simulated ones alone",
                remedy: "If an emulator is behind it, tell that: pibctl fault ... --emulator PATH, with the emulator's "
                    + "PATH.")
        }
        return device
    }
}

extension InjectFault {
    /// The fault that is asked for. Throws `FaultScriptError`.
    fileprivate func scheduled() throws(FaultScriptError) -> ScheduledFault {
        guard let kind = FaultKind(rawValue: kind) else {
            let known = FaultKind.allCases.map(\.rawValue)
            let guess = known.nearest(to: kind).map { "did you mean \($0)? " } ?? ""
            throw FaultScriptError(
                "kind", "there is no fault \"\(kind.prefix(64))\"",
                remedy: "\(guess)There are: \(known.joined(separator: ", ")).")
        }
        let fault = try Fault(kind, duration: duration, share: share, serial: serial)
        return try ScheduledFault(fault, trigger: try trigger(), count: count)
    }

    private func trigger() throws(FaultScriptError) -> FaultTrigger {
        guard [afterOperations != nil, atSeconds != nil, everyOperations != nil].count(where: { $0 }) <= 1 else {
            throw FaultScriptError(
                "after-operations", "there is more than one trigger",
                remedy: "Give one of after-operations, at and every-operations.")
        }
        guard let everyOperations else {
            guard probability == nil, seed == nil else {
                throw FaultScriptError(
                    "probability", "probability and seed belong to every-operations",
                    remedy: "Give that too, or neither.")
            }
            return atSeconds.map(FaultTrigger.atSeconds) ?? .afterOperations(afterOperations ?? 0)
        }
        guard let seed = UInt64(exactly: seed ?? 0) else {
            throw FaultScriptError("seed", "it is negative", remedy: "Give 0 or more.")
        }
        return .everyOperations(everyOperations, probability: probability ?? 1, seed: seed)
    }
}
