/// How many classes labels speak of, and whether they are classes at all.
enum ClassCount {
    /// The most classes of any dataset: more are taken for a column that is no label.
    static let limit = 10_000

    /// The class counts of the MNIST family, by which a damaged label is known; EMNIST's letters count from 1.
    private static let known: [String: Int] = [
        "mnist": 10, "fashion-mnist": 10, "kmnist": 10, "qmnist": 10, "emnist-mnist": 10, "emnist-digits": 10,
        "emnist-letters": 27, "emnist-balanced": 47, "emnist-bymerge": 47, "emnist-byclass": 62,
    ]

    /// The number of classes of training labels: that of a known dataset, else one more than the largest label.
    /// Throws `DatasetError` (labelOutOfRange).
    static func ofTraining(_ labels: [Int], dataset: String, file: String) throws -> Int {
        if let classes = known[dataset] {
            try check(labels, classes: classes, file: file)
            return classes
        }
        try check(labels, classes: limit, file: file)
        let classes = (labels.max() ?? 0) + 1
        guard classes >= 2 else {
            throw DatasetError(
                .labelOutOfRange, file, "has one class only (every label is 0)",
                remedy: "give samples of at least two classes")
        }
        return classes
    }

    /// Throws `DatasetError` (labelOutOfRange) for the first label outside 0..<`classes`.
    static func check(_ labels: [Int], classes: Int, file: String) throws {
        guard let index = labels.firstIndex(where: { !(0..<classes).contains($0) }) else { return }
        throw DatasetError(
            .labelOutOfRange, file,
            "label \(labels[index]) of sample \(index) (from 0) is outside 0...\(classes - 1)",
            remedy: "correct the file; if the dataset has more classes, call it by a name of its own and let the "
                + "training part show them all")
    }
}
