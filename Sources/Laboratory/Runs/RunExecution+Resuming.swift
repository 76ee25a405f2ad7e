import Matrices
import PhysicalDevices
import PhysicalLearning
import RunStore
import Simulated

/// Going on from a checkpoint.
extension RunExecution {
    /// Looks at the hardware and goes on from a checkpoint, if the two belong together. Throws `ResumeRefusal`.
    func resume(
        _ checkpoint: RunCheckpoint, _ resumption: StoredResumption, _ entry: DeviceRegistry.Entry,
        _ ledger: PulseLedger
    ) async throws -> RunSession {
        let facts = checkpoint.facts
        guard facts.dataHash == plan.dataset.hash else {
            throw ResumeRefusal(
                "the data of run \(run) have changed since it was interrupted",
                remedy: "Put the data back as they were, or submit the run again.")
        }
        let isUndone = try await putBack(checkpoint, entry.device)
        await ledger.begin(batch: facts.progress.batches)
        try await plan.prepareFrontEnds(devices: services.devices, anew: false)
        var network = try plan.network(
            on: entry, descriptor: await entry.device.descriptor, meter: meter, journal: ledger)
        network.units = try await plan.addingFrontEnds(
            to: network.units, devices: services.devices, meter: meter)
        try network.take(gains: facts.gains, zeros: checkpoint.zeros)
        var session = RunSession(
            entry: entry, ledger: ledger,
            trainer: try plan.trainer(
                network: network, meter: meter, isSimulated: entry.device.isSimulated,
                steps: facts.progress.adaptation.phase),
            evaluation: RunEvaluation(
                dataset: plan.dataset, probeSeed: plan.judgesUnits ? plan.seed : nil,
                measurements: facts.progress.evaluationMeasurements),
            views: try plan.views(),
            order: BatchOrder(
                samples: plan.dataset.training.count, batch: plan.experiment.batch, seed: plan.seed,
                after: facts.progress.drawn), progress: facts.progress)
        guard var trainer = session.trainer as? any ResumableTrainer else {
            throw ResumeRefusal(
                "a run of \(plan.experiment.trainer.rawValue) cannot be resumed", remedy: "Submit it again.")
        }
        try await trainer.restore(checkpoint.trainer)
        if let stream = facts.trainerStreams["views"] { session.views?.stream = stream }
        session.trainer = trainer
        let serial = await entry.device.identity.serial
        let (verdict, pulses) = try await judge(
            network, checkpoint, resumption, isSameDevice: serial == facts.serial, serial: serial)
        session.progress.pulses += pulses
        let later = try await laterPulses(than: facts.progress.batches, isUndone: isUndone)
        try await services.store.goBack(
            run, to: facts.progress.batches, measurements: facts.progress.measurements,
            resumption: resumption.number, verdict: verdict + later,
            undoneAfter: isUndone ? facts.progress.batches : nil)
        return session
    }

    /// Puts a simulated chip back as it was at the checkpoint, unless it already is, or is the same chip further on.
    /// Whether the pulses after the checkpoint never happened to the chip as it is now.
    private func putBack(_ checkpoint: RunCheckpoint, _ device: any PhysicalDevice) async throws -> Bool {
        guard let device = device as? any StateSaving, let chip = checkpoint.chip else { return false }
        switch chipOrigin {
        case .restored(run): return true
        case .used(run): return false
        case .restored, .used, nil:
            try await device.restore(chip)
            return true
        }
    }

    /// Compares the cells with those of the checkpoint and writes them back where that is asked for; what was found,
    /// in words, and the pulses it took.
    private func judge(
        _ network: Network, _ checkpoint: RunCheckpoint, _ resumption: StoredResumption, isSameDevice: Bool,
        serial: String
    ) async throws -> (verdict: String, pulses: Int) {
        let targets = network.circuits.filter { $0.isReadable && checkpoint.cells[$0.specification.name] != nil }
        let tolerance = resumption.tolerance ?? plan.checkpoints.tolerance
        guard isSameDevice || resumption.reprogram else {
            throw ResumeRefusal(
                "run \(run) was on the device \(checkpoint.facts.serial), and this one is \(serial)",
                remedy: "Connect that one, or write the cells to this one: pibctl run resume \(run) --reprogram.")
        }
        guard !targets.isEmpty else {
            guard isSameDevice else {
                throw ResumeRefusal(
                    "the cells of this device cannot be read, so those of another one cannot be written to it",
                    remedy: "Connect the device \(checkpoint.facts.serial), or submit the run again.")
            }
            return ("the cells cannot be read and are taken as they are", 0)
        }
        var found = try await deviations(targets, checkpoint)
        guard (found.values.max() ?? 0) > tolerance else { return (words(found), 0) }
        guard resumption.reprogram else {
            throw ResumeRefusal(
                "the cells are no longer those of the checkpoint at batch \(checkpoint.facts.progress.batches): "
                    + "\(words(found)), more than \(percent(tolerance))",
                remedy: "Write them back with pibctl run resume \(run) --reprogram, or go on with them as they are "
                    + "with --tolerance.")
        }
        let before = words(found)
        var pulses = 0
        for circuit in targets {
            guard let cells = checkpoint.cells[circuit.specification.name] else { continue }
            pulses += try await circuit.writeVerify(cells)
        }
        found = try await deviations(targets, checkpoint)
        guard (found.values.max() ?? 0) <= tolerance else {
            throw ResumeRefusal(
                "the cells could not be written back: \(words(found)), more than \(percent(tolerance))",
                remedy: "Look for stuck cells (pibctl device read), go on with --tolerance, or submit the run again.")
        }
        return ("\(before), written back with \(pulses) pulses: \(words(found))", pulses)
    }

    /// Root mean square deviation of each unit's cells from the checkpoint, in parts of the window.
    private func deviations(
        _ circuits: [UnitCircuit], _ checkpoint: RunCheckpoint
    ) async throws -> [String: Double] {
        var deviations: [String: Double] = [:]
        for circuit in circuits {
            let name = circuit.specification.name
            guard let cells = checkpoint.cells[name], cells.rows == circuit.specification.rows,
                cells.columns == circuit.specification.columns
            else { throw ResumeRefusal("unit \(name) has another shape now", remedy: "Submit the run again.") }
            deviations[name] = try await circuit.deviation(from: cells).rootMeanSquare
        }
        return deviations
    }

    private func words(_ deviations: [String: Double]) -> String {
        guard let (name, worst) = deviations.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return "" }
        return worst == 0 ? "the cells are exactly as they were" : "\(name) is off by \(percent(worst)) of the window"
    }

    private func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 100) %" }

    /// What is known of the pulses after a checkpoint, as the end of a sentence.
    private func laterPulses(than batch: Int, isUndone: Bool) async throws -> String {
        let tally = try await services.store.pulseTally(run, after: batch)
        let (applied, doubt) = (tally[.applied], tally[.inDoubt])
        guard applied != nil || doubt != nil else { return "" }
        if isUndone { return "; the chip was put back to before the pulses that followed" }
        return "; of the pulses that followed, \(applied?.pulses ?? 0) are in the cells and \(doubt?.pulses ?? 0) "
            + "may be"
    }
}

extension Network {
    /// Takes up what calibration had found. Throws `ResumeRefusal` where something is missing.
    fileprivate mutating func take(gains: [String: Double], zeros: [String: [Float]]) throws {
        func take(_ circuit: inout UnitCircuit) throws {
            let unit = circuit.specification
            let zeros = zeros[unit.name] ?? []
            guard let gain = gains[unit.name], zeros.isEmpty || zeros.count == unit.outputs else {
                throw ResumeRefusal("the checkpoint knows no unit \(unit.name)", remedy: "Submit the run again.")
            }
            circuit.gain = gain
            circuit.zeros = zeros
        }
        for index in units.indices { try take(&units[index]) }
        // A method that answers in a way of its own has no heads to keep.
        for index in heads.indices where gains[heads[index].circuit.specification.name] != nil {
            try take(&heads[index].circuit)
        }
    }
}
