import Datasets
import FaultScripts
import Foundation
import PhysicalDevices
import PhysicalLearning
import RunStore

/// Faults that a run brings about itself, and learning again after those it notices (docs/adaptation.md).
extension RunExecution {
    /// Brings about the faults that are due, and measures what they do.
    func sufferFaults(_ session: inout RunSession) async throws {
        while let planned = session.progress.adaptation.due(after: session.progress.batches, in: plan.experiment) {
            // The plan has made sure that the device takes faults.
            guard let device = session.entry.device as? any FaultInjectable else { continue }
            let before = try await evaluateAll(&session, split: "before-fault")
            _ = try await device.inject(ScheduledFault(planned.fault, trigger: .afterOperations(0), count: 1))
            let after = try await evaluateAll(&session, split: "after-fault")
            try await note(
                "fault", "\(planned.fault) after \(session.progress.batches) batches: validation accuracy "
                    + "\(before.inPercent) before, \(after.inPercent) right after")
        }
    }

    /// Measures a batch without learning from it, to see whether the units still are what they were.
    func watch(_ session: inout RunSession) async throws {
        guard let trainer = session.trainer as? PIBTrainer else { return }
        let samples = plan.dataset.training
        var order = BatchOrder(
            samples: samples.count, batch: plan.experiment.batch, seed: plan.seed, name: "watching",
            after: session.progress.adaptation.watched)
        let indices = order.next()
        let report = try await ridingOutLosses {
            try await trainer.observe(
                samples: samples.samples.selectingRows(indices), labels: indices.map { samples.labels[$0] })
        }
        session.evaluation.count(report.measurements)
        session.progress.evaluationMeasurements = session.evaluation.measurements
        if try await react(to: report, in: &session, watched: true) { return }
        if session.progress.adaptation.watching == 0 {
            let batches = plan.experiment.adaptation.watch
            try await note("fault-not-noticed", "no unit's information fell within \(batches) batches")
        }
    }

    /// Holds what a batch showed against what the units showed before, and does what the experiment's policy says;
    /// whether there was anything to do.
    @discardableResult
    func react(to report: BatchReport, in session: inout RunSession, watched: Bool) async throws -> Bool {
        let settings = plan.experiment.adaptation
        guard let drop = session.progress.adaptation.observe(report.units, watched: watched, settings) else {
            return false
        }
        try await note(
            "information-fell",
            "unit \(drop.unit): " + String(format: "%.2f bit before, %.2f bit now", drop.before, drop.now))
        switch settings.policy {
        case .off: break
        case .propose:
            try await note(
                "adaptation-proposed", "the heads set anew and \(settings.batches) batches of learning would be next; "
                    + "[adaptation] policy = \"start\" does it")
        case .start: try await adapt(&session)
        }
        return true
    }

    /// Sets the heads anew and lets learning begin anew. Hidden units keep their gains: their outputs are what the
    /// units after them have learnt from.
    private func adapt(_ session: inout RunSession) async throws {
        let samples = plan.dataset.training.spread(plan.experiment.adaptation.samples).samples
        let calibration = GainCalibration(percentile: plan.experiment.calibration.percentile / 100)
        let broken = session.trainer.network
        let (network, measured) = try await ridingOutLosses {
            var network = broken
            let measured = try await calibration.recalibrateHeads(&network, on: samples)
            return (network, measured)
        }
        session.progress.calibrationMeasurements += measured
        let steps = session.progress.adaptation.start(after: session.progress.batches, plan.experiment.adaptation)
        session.trainer = try plan.trainer(
            network: network, meter: meter, isSimulated: session.entry.device.isSimulated, steps: steps)
        try await services.store.setBatchesTotal(run, session.progress.adaptation.lastBatch)
        try await note("adaptation", "the heads are set anew; learning begins again, for \(steps) batches")
    }

    /// The heads' accuracies on all validation data, stored as `split`; that of the first head.
    private func evaluateAll(_ session: inout RunSession, split: String) async throws -> Double? {
        let trainer = session.trainer
        let point = RunPoint(batch: session.progress.batches, measurements: session.progress.measurements)
        var evaluation = session.evaluation
        let samples = max(1, plan.dataset.validation.count)
        let accuracies = try await ridingOutLosses {
            try await evaluation.progress(trainer, samples: samples, at: point, split: split)
        }
        session.evaluation = evaluation
        session.progress.evaluationMeasurements = evaluation.measurements
        try await services.store.storeAccuracies(run, accuracies)
        return accuracies.first?.accuracy
    }

    private func note(_ kind: String, _ message: String) async throws {
        try await services.store.addEvent(run, kind: kind, message: message)
        services.signals.changed(run)
    }
}

extension Double? {
    fileprivate var inPercent: String { map { String(format: "%.1f %%", 100 * $0) } ?? "unknown" }
}
