import RunStore

/// The numbers of the run under way.
enum RunMetrics {
    static func families(
        _ run: StoredRun, batch: StoredBatch?, accuracies: [StoredAccuracy]
    ) -> [MetricFamily] {
        let validation = Dictionary(
            accuracies.filter { $0.split == "validation" }.map { ($0.readout, $0.accuracy) }
        ) { _, last in last }
        let readouts = validation.sorted { $0.key < $1.key }
        return [
            single("pibd_run_batches_done", "Batches that the run has trained on.", Double(run.batchesDone)),
            single("pibd_run_batches_planned", "Batches that the run is to train on.", Double(run.batchesTotal)),
            single("pibd_run_measurements", "Training samples through the hardware.", Double(run.measurements)),
            single("pibd_run_head_loss", "Cross-entropy of the head on the last batch.", batch?.headLoss),
            single(
                "pibd_run_head_accuracy", unit: "ratio", "Accuracy of the head on the last batch.",
                batch?.headAccuracy),
            MetricFamily(
                "pibd_run_validation_accuracy", .gauge, unit: "ratio",
                "Latest accuracy on validation data by read-out.",
                readouts.prefix(8).map { .init($0.value, [("readout", $0.key)]) }),
        ] + unitFamilies(batch?.units ?? [])
    }

    static func unitFamilies(_ units: [StoredUnitMetrics]) -> [MetricFamily] {
        func family(
            _ name: String, unit: String? = nil, _ help: String, _ value: (StoredUnitMetrics) -> Double?
        ) -> MetricFamily {
            MetricFamily(
                name, .gauge, unit: unit, help,
                units.prefix(LabMetrics.mostUnits).compactMap { metrics in
                    value(metrics).map { MetricFamily.Sample($0, [("unit", metrics.unit)]) }
                })
        }
        return [
            family(
                "pibd_run_unit_information", unit: "bits",
                "I(T;Y) of a unit on the last batch by the run's loss; for CKA a number from 0 to 1."
            ) { $0.information },
            family("pibd_run_unit_dead_outputs", "Outputs of a unit that were the same for every sample.") {
                Double($0.deadOutputs)
            },
            family(
                "pibd_run_unit_saturated", unit: "ratio", "Share of a unit's codes at the end of the converter's range."
            ) { $0.saturatedFraction },
        ]
    }

    private static func single(_ name: String, unit: String? = nil, _ help: String, _ value: Double?) -> MetricFamily {
        MetricFamily(name, .gauge, unit: unit, help, value.map { [.init($0)] } ?? [])
    }
}
