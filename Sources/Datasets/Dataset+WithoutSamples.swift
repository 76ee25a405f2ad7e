import Matrices

extension Dataset {
    /// A task without any samples: `inputs` quantities are observed and one of `classes` answers is given.
    public static func withoutSamples(_ name: String, inputs: Int, classes: Int) -> Dataset {
        let none = LabelledSamples(samples: Matrix(rows: 0, columns: inputs), labels: [])
        return Dataset(
            name: name, classes: classes, inputShape: [inputs], training: none, validation: none, test: none, hash: "",
            sourceDescription: "environment \(name)")
    }
}
