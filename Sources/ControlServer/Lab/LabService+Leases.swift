import ControlInterface
import Laboratory
import PhysicalDevices

extension LabService {
    func acquire(_ call: VarlinkCall) async throws {
        let request = try call.decode(AcquireDevice.self)
        let devices = laboratory.devices
        let supervisor = try await devices.supervisor(request.device)
        let lease = try await devices.acquire(
            request.device, by: call.user, seconds: request.seconds ?? 600, note: request.note)
        logger.info("\(request.device) is held by \(lease.holder.name) until \(lease.end)")
        let status = await status(of: supervisor)
        guard call.wantsMore else { return try await call.reply(AcquireDevice.Reply(device: status)) }
        // A client that is gone cancels this call, which ends the lease with it.
        do {
            try await call.reply(AcquireDevice.Reply(device: status), continues: true)
            await devices.waitForEnd(of: lease.number, on: request.device)
            try Task.checkCancellation()
        } catch {
            await devices.end(
                lease.number, of: request.device, reason: "the client of \(lease.holder.name) is gone")
            throw error
        }
        try await call.reply(AcquireDevice.Reply(device: await self.status(of: supervisor)))
    }

    func release(_ request: ReleaseDevice, by user: Operator) async throws -> ReleaseDevice.Reply {
        try await laboratory.devices.release(request.device, by: user, kick: request.kick ?? false)
        return ReleaseDevice.Reply(device: await status(of: try await laboratory.devices.supervisor(request.device)))
    }

    func waitForDevice(_ request: WaitDevice) async throws -> WaitDevice.Reply {
        let supervisor = try await laboratory.devices.supervisor(request.device)
        let states = try Set(
            request.states.map { text in
                guard let state = DeviceState(rawValue: text) else {
                    throw LabError(
                        .invalidParameter(parameter: "states"), message: "there is no state \"\(text)\"",
                        remedy: "Use any of \(DeviceState.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                return state
            })
        let seconds = request.seconds ?? 60
        guard seconds >= 0, seconds <= 86_400 else {
            throw LabError(
                .invalidParameter(parameter: "seconds"), message: "a wait of \(seconds) s",
                remedy: "Wait for 0 to 86400 s.")
        }
        guard await supervisor.reaches(states, within: .seconds(seconds)) else {
            let state = await supervisor.device.state.rawValue
            let wanted = states.map(\.rawValue).sorted().joined(separator: " or ")
            throw LabError(
                .timedOut(
                    device: request.device, hardwareState: await supervisor.device.hardwareState.rawValue),
                message: "\(request.device) is \(state) and did not become \(wanted) within \(seconds) s",
                remedy: await supervisor.trouble?.remedy ?? "Wait longer.")
        }
        return WaitDevice.Reply(device: await status(of: supervisor))
    }
}
