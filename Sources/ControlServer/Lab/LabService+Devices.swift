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
        for entry in await laboratory.devices.all {
            statuses.append(await DeviceStatus(entry, holder: laboratory.devices.holder(of: entry.device.id)))
        }
        return statuses
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
        let entry = try await laboratory.devices.entry(request.device)
        let wear = Property(
            name: "most pulses to one cell", value: "\(await entry.gate.highestWear)", unit: "")
        return DescribeDevice.Reply(
            device: await DeviceStatus(entry, holder: laboratory.devices.holder(of: request.device)),
            properties: await entry.device.descriptor.properties + [wear], envelope: entry.envelope.limits)
    }

    func process(_ request: ProcessVectors) async throws -> ProcessVectors.Reply {
        let entry = try await free(request.device)
        let drive = try request.drive.matrix(parameter: "drive")
        let descriptor = await entry.device.descriptor
        let first = try natural(request.firstInput, "first_input")
        let firstOutput = try natural(request.firstOutput, "first_output")
        let outputs = try natural(request.outputs, "outputs", default: descriptor.array.outputs - firstOutput)
        let block = CellBlock(
            tile: try natural(request.tile, "tile"), rows: first..<first + drive.columns,
            columns: 2 * firstOutput..<2 * (firstOutput + max(0, outputs)))
        await entry.gate.release()
        try await entry.gate.arm()
        let measured: Measured
        do {
            measured = try await entry.gate.process(
                DriveRequest(
                    block: block, drive: drive, gain: request.gain ?? 1,
                    fullScale: Voltage(request.fullScale ?? 1)))
            try await entry.gate.enterSafeState(reason: "a measurement has ended", routine: true)
        } catch {
            try await entry.gate.enterSafeState(reason: "a measurement has failed", routine: true)
            throw error
        }
        return ProcessVectors.Reply(
            measured: try Tensor(measured.outputs), unit: "V", saturatedFraction: measured.saturatedFraction,
            seconds: measured.duration.value)
    }

    func readConductances(_ request: ReadConductances) async throws -> ReadConductances.Reply {
        let entry = try await free(request.device)
        let array = await entry.device.descriptor.array
        let row = try natural(request.firstRow, "first_row")
        let column = try natural(request.firstColumn, "first_column")
        let rows = try natural(request.rows, "rows", default: array.rows - row)
        let columns = try natural(request.columns, "columns", default: array.columns - column)
        let block = CellBlock(
            tile: try natural(request.tile, "tile"), rows: row..<row + max(0, rows),
            columns: column..<column + max(0, columns))
        await entry.gate.release()
        try await entry.gate.arm()
        let cells: Matrix<Float>
        do {
            cells = try await entry.gate.conductances(block)
            try await entry.gate.enterSafeState(reason: "a reading has ended", routine: true)
        } catch {
            try await entry.gate.enterSafeState(reason: "a reading has failed", routine: true)
            throw error
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

    /// A device that no run holds.
    private func free(_ id: String) async throws -> DeviceRegistry.Entry {
        let entry = try await laboratory.devices.entry(id)
        if let run = await laboratory.devices.holder(of: id) {
            throw LabError(
                .wrongState(state: "busy"), message: "the device \(id) is held by run \(run)",
                remedy: "Wait for the run to end, or stop it: pibctl run stop \(run).")
        }
        return entry
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
