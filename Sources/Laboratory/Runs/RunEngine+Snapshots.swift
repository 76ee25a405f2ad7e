import Matrices
import PhysicalDevices
import PhysicalLearning
import RunStore

/// Keeping the cells of a trained network, and writing them to a chip again: the same one or another.
extension RunEngine {
    /// Keeps the cells of a run under `name`: those it ended with, or else those of its last checkpoint.
    ///
    /// Throws `RunStoreError` for a name that is taken, `LaboratoryError` for a run of which no cells are kept.
    public func snapshot(_ run: Int64, as name: String) async throws {
        guard name.isIdentifier else {
            throw LaboratoryError(
                .wrongState("unnamed"), "\"\(name)\" cannot be a snapshot's name",
                remedy: "Begin with a letter and go on with letters, digits, \"-\" and \"_\", 64 at most.")
        }
        var units: [StoredSnapshot.Unit] = []
        let checkpoint = try await services.store.checkpoint(run).map { try RunCheckpoint($0) }
        for unit in try await services.store.units(run) {
            if let cells = try await services.store.conductances(run, unit: unit.name) {
                units.append(.init(name: unit.name, cells: cells))
            } else if let cells = checkpoint?.cells[unit.name] {
                units.append(
                    .init(
                        name: unit.name,
                        cells: try StoredConductances(
                            rows: cells.rows, columns: cells.columns, siemens: cells.elements)))
            }
        }
        guard !units.isEmpty else {
            throw LaboratoryError(
                .wrongState(try await services.store.run(run).state.rawValue), "no cells of run \(run) are kept",
                remedy: "Cells are kept at checkpoints and at the end, of devices that can be read.")
        }
        let device = try await services.store.provenance(run)["device"] ?? "unknown"
        try await services.store.storeSnapshot(name, of: run, device: device, units: units)
    }

    /// Writes kept cells to a device by pulses and read-back, unit after unit as a run would place them; how near each
    /// unit came.
    ///
    /// Throws `LaboratoryError` while the device is in use or cannot be read or is too small, and `DeviceError`.
    public func restore(
        _ name: String, to id: String, by user: Operator
    ) async throws -> (pulses: Int, deviations: [(unit: String, deviation: CellDeviation)]) {
        guard let snapshot = try await services.store.snapshot(name) else {
            let known = try await services.store.snapshotNames().joined(separator: ", ")
            throw LaboratoryError(
                .wrongState("unknown"), "there is no snapshot \"\(name)\"",
                remedy: known.isEmpty ? "Take one: pibctl run snapshot." : "Known snapshots: \(known).")
        }
        try await services.devices.requireFree(id, for: user)
        let entry = try await services.devices.entry(id)
        let descriptor = await entry.device.descriptor
        guard descriptor.capabilities.isSuperset(of: [.pulseProgrammable, .conductanceReadable]) else {
            throw LaboratoryError(
                .wrongState("unreadable"), "cells of \(id) cannot be written and read back",
                remedy: "Use another device.")
        }
        do {
            _ = try snapshot.circuits(behind: entry.gate, descriptor)
        } catch let error as PlacementError {
            throw LaboratoryError(
                .wrongState("too small"), "\(name) does not fit \(id): \(error)", remedy: "Use a larger device.")
        }
        try holdQueue()
        do {
            let result = try await snapshot.write(to: entry, descriptor)
            try await services.devices.enterSafeState(id, reason: "\(name) was written", routine: true)
            await releaseQueue()
            return result
        } catch {
            // The error says more than what the safe state might.
            try? await services.devices.enterSafeState(id, reason: "\(name) was not written", routine: true)
            await releaseQueue()
            throw error
        }
    }
}

extension StoredSnapshot {
    /// Writes the units one after the other and looks how near they came.
    fileprivate func write(
        to entry: DeviceRegistry.Entry, _ descriptor: DeviceDescriptor
    ) async throws -> (pulses: Int, deviations: [(unit: String, deviation: CellDeviation)]) {
        await entry.gate.release()
        try await entry.gate.arm()
        var pulses = 0
        var deviations: [(unit: String, deviation: CellDeviation)] = []
        for (unit, circuit) in zip(units, try circuits(behind: entry.gate, descriptor)) {
            let targets = Matrix(rows: unit.cells.rows, columns: unit.cells.columns, elements: unit.cells.siemens)
            pulses += try await circuit.writeVerify(targets)
            deviations.append((unit.name, try await circuit.deviation(from: targets)))
        }
        return (pulses, deviations)
    }

    /// The units as circuits, placed as a run places them.
    fileprivate func circuits(behind gate: SafetyGate, _ descriptor: DeviceDescriptor) throws -> [UnitCircuit] {
        let specifications = units.map {
            UnitSpecification(
                name: $0.name, inputs: $0.cells.rows - 1, outputs: $0.cells.columns / 2, activation: .linear,
                fullScale: Voltage(1), calibrationTarget: 1, initialSpread: 0, learningRate: 0)
        }
        let meter = ActivityMeter()
        return zip(specifications, try Placement.place(specifications, on: descriptor.array)).map {
            UnitCircuit(specification: $0, placement: $1, gate: gate, descriptor: descriptor, meter: meter)
        }
    }
}
