import ControlInterface
import Laboratory
import Matrices
import PhysicalDevices

extension LabService {
    func status() async -> GetStatus.Reply {
        let running: RunSummary? =
            if let run = await laboratory.runs.running {
                (try? await laboratory.store.run(run)).map(RunSummary.init)
            } else {
                nil
            }
        return GetStatus.Reply(
            version: daemon.version, commit: daemon.commit, pid: processID, uptimeSeconds: daemon.uptimeSeconds,
            simulate: daemon.simulate, stateDirectory: daemon.stateDirectory,
            linearAlgebra: LinearAlgebraLibrary.description, devices: await deviceStatuses(), running: running,
            queued: await laboratory.runs.queued, followers: laboratory.signals.followers)
    }

    private func deviceStatuses() async -> [DeviceStatus] {
        var statuses: [DeviceStatus] = []
        for supervisor in await laboratory.devices.all {
            statuses.append(await status(of: supervisor))
        }
        return statuses
    }

    func status(of supervisor: DeviceSupervisor) async -> DeviceStatus {
        let id = supervisor.device.id
        return await DeviceStatus(
            supervisor, holder: laboratory.devices.holder(of: id), lease: laboratory.devices.lease(of: id))
    }

    func listDevices(_ request: ListDevices) async throws -> ListDevices.Reply {
        let filter = request.filter ?? [:]
        let known = ["id", "driver", "state", "vendor", "model", "serial"]
        if let unknown = filter.keys.first(where: { !known.contains($0) }) {
            throw LabError(
                .invalidParameter(parameter: "filter"), message: "devices cannot be filtered by \"\(unknown)\"",
                remedy: "Filter by one of \(known.joined(separator: ", ")).")
        }
        return ListDevices.Reply(
            devices: await deviceStatuses().filter { device in
                filter.allSatisfy { device.value(of: $0.key) == $0.value }
            })
    }

    func describeDevice(_ request: DescribeDevice) async throws -> DescribeDevice.Reply {
        let supervisor = try await laboratory.devices.supervisor(request.device)
        let status = await status(of: supervisor)
        // Before it was opened once, nothing is known of a device but its state.
        guard let entry = try? await supervisor.entry() else {
            return DescribeDevice.Reply(device: status, properties: [], envelope: [])
        }
        let wear = Property(
            name: "most pulses to one cell", value: "\(await entry.gate.highestWear)", unit: "")
        return DescribeDevice.Reply(
            device: status, properties: await entry.device.descriptor.properties + [wear],
            envelope: entry.envelope.limits)
    }

    func process(_ request: ProcessVectors, by user: Operator) async throws -> ProcessVectors.Reply {
        let drive = try request.drive.matrix(parameter: "drive")
        let measured = try await using(request.device, by: user, for: "a measurement") { entry in
            let descriptor = await entry.device.descriptor
            let first = try natural(request.firstInput, "first_input")
            let firstOutput = try natural(request.firstOutput, "first_output")
            let outputs = try natural(request.outputs, "outputs", default: descriptor.array.outputs - firstOutput)
            let block = CellBlock(
                tile: try natural(request.tile, "tile"), rows: first..<first + drive.columns,
                columns: 2 * firstOutput..<2 * (firstOutput + max(0, outputs)))
            return try await entry.gate.process(
                DriveRequest(
                    block: block, drive: drive, gain: request.gain ?? 1,
                    fullScale: Voltage(request.fullScale ?? 1)))
        }
        return ProcessVectors.Reply(
            measured: try Tensor(measured.outputs), unit: "V", saturatedFraction: measured.saturatedFraction,
            seconds: measured.duration.value)
    }

    func readConductances(
        _ request: ReadConductances, by user: Operator
    ) async throws -> ReadConductances.Reply {
        let cells = try await using(request.device, by: user, for: "a reading") { entry in
            let array = await entry.device.descriptor.array
            let row = try natural(request.firstRow, "first_row")
            let column = try natural(request.firstColumn, "first_column")
            let rows = try natural(request.rows, "rows", default: array.rows - row)
            let columns = try natural(request.columns, "columns", default: array.columns - column)
            let block = CellBlock(
                tile: try natural(request.tile, "tile"), rows: row..<row + max(0, rows),
                columns: column..<column + max(0, columns))
            return try await entry.gate.conductances(block)
        }
        return ReadConductances.Reply(conductances: try Tensor(cells), unit: "S")
    }

    func safeState(_ request: SafeState) async throws -> SafeState.Reply {
        let reason = request.reason ?? "safe-state was called"
        logger.warning("safe state of \(request.device ?? "all devices"): \(reason)")
        try await laboratory.devices.enterSafeState(request.device, reason: reason)
        let statuses = await deviceStatuses()
        return SafeState.Reply(devices: statuses.filter { request.device == nil || $0.id == request.device })
    }

    /// Arms a device that nobody else has, does something with it, and puts it into its safe state again, whatever
    /// came of it. Under a lease it stays armed: the end of the lease is what makes it safe.
    func using<Result>(
        _ id: String, by user: Operator, for what: String, _ work: (DeviceRegistry.Entry) async throws -> Result
    ) async throws -> Result {
        let devices = laboratory.devices
        _ = try await devices.supervisor(id)
        try await devices.requireFree(id, for: user)
        let entry = try await devices.entry(id)
        let isLeased = await devices.lease(of: id) != nil
        await entry.gate.release()
        try await entry.gate.arm()
        do {
            let result = try await work(entry)
            if !isLeased { try await entry.gate.enterSafeState(reason: "\(what) has ended", routine: true) }
            return result
        } catch {
            try await entry.gate.enterSafeState(reason: "\(what) has failed", routine: true)
            throw error
        }
    }

    /// A whole number from a client, 0 up to what any array could have: sums of a few cannot overflow.
    private func natural(_ value: Int?, _ name: String, default fallback: Int = 0) throws -> Int {
        guard let value else { return fallback }
        guard (0...Int(UInt32.max)).contains(value) else {
            throw LabError(
                .invalidParameter(parameter: name), message: "\(name) is \(value)", remedy: "Use a number from 0 up.")
        }
        return value
    }
}
