import ControlInterface

/// The last accuracy of each read-out on each split.
struct LatestAccuracies: Equatable {
    private var values: [String: [String: Double]] = [:]

    init(_ accuracies: [Accuracy] = []) { add(accuracies) }

    /// Takes evaluations in their order; later ones replace earlier ones.
    mutating func add(_ accuracies: [Accuracy]) {
        for accuracy in accuracies { values[accuracy.split, default: [:]][accuracy.readout] = accuracy.accuracy }
    }

    /// The read-outs that were evaluated, the head first.
    var readouts: [String] {
        let names = Set(values.values.flatMap(\.keys))
        return Readout.known.filter(names.contains) + names.subtracting(Readout.known).sorted()
    }

    /// A fraction; nil if never evaluated.
    func value(_ readout: String, split: String) -> Double? { values[split]?[readout] }

    /// All of them: split, then read-out.
    var bySplit: [String: [String: Double]] { values }
}
