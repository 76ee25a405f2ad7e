import Matrices

/// Samples and labels as a lab's own file gives them: checked, not yet split or scaled.
struct SampleTable {
    /// The samples (n x d), finite.
    let samples: Matrix<Float>
    let labels: [Int]
    /// The shape of one sample.
    let inputShape: [Int]
    /// Whether the file holds the samples as unsigned bytes.
    let areCodes: Bool

    /// The dataset of a training table and, if the source has one, a test table; `file` is the one for error messages.
    /// Throws `DatasetError`.
    static func dataset(
        _ name: String, training table: SampleTable, test testTable: SampleTable?, validation: Int?, file: String,
        hash: String, sourceDescription: String
    ) throws -> Dataset {
        let (training, test) = try (testTable.map { (table, $0) } ?? table.split(file: file))
        guard training.inputShape == test.inputShape else {
            throw DatasetError(
                .mismatch, file, "training samples have the shape \(training.inputShape), test samples "
                    + "\(test.inputShape)",
                remedy: "give both the same columns")
        }
        let classes = try ClassCount.ofTraining(table.labels, dataset: name, file: file)
        try ClassCount.check(test.labels, classes: classes, file: file)
        let held = try DatasetSplit.validationCount(validation, training: training.labels.count)
        let boundary = training.labels.count - held
        let fitted = training.part(0..<boundary)
        let scaling = FeatureScaling(fitting: fitted.samples, areCodes: training.areCodes)
        func labelled(_ part: SampleTable) -> LabelledSamples {
            LabelledSamples(samples: scaling.scaled(part.samples), labels: part.labels)
        }
        return Dataset(
            name: name, classes: classes, inputShape: training.inputShape, training: labelled(fitted),
            validation: labelled(training.part(boundary..<training.labels.count)), test: labelled(test), hash: hash,
            sourceDescription: sourceDescription)
    }

    /// Training and test rows by `DatasetSplit`; at least one each, and one more for validation.
    private func split(file: String) throws -> (SampleTable, SampleTable) {
        guard labels.count >= 3 else {
            throw DatasetError(
                .tooFewSamples, file, "holds \(labels.count) samples", remedy: "give at least three: one to train on, "
                    + "one to validate and one to test")
        }
        let (training, test) = DatasetSplit.trainingAndTest(labels.count)
        return (selecting(training), selecting(test))
    }

    private func part(_ range: Range<Int>) -> SampleTable {
        SampleTable(
            samples: samples.rows(range), labels: Array(labels[range]), inputShape: inputShape, areCodes: areCodes)
    }

    private func selecting(_ rows: [Int]) -> SampleTable {
        SampleTable(
            samples: samples.selectingRows(rows), labels: rows.map { labels[$0] }, inputShape: inputShape,
            areCodes: areCodes)
    }
}
