import ControlInterface

/// One read-out's accuracies over measurements, as fractions.
struct ReadoutSeries: Equatable {
    /// Its name for people.
    var title: String
    var validation: [PlotPoint]
    var test: [PlotPoint]

    /// Every read-out found in `accuracies`, the head first.
    static func all(in accuracies: [Accuracy]) -> [ReadoutSeries] {
        let known = Readout.known
        let names = Set(accuracies.map(\.readout))
        let ordered = known.filter(names.contains) + names.subtracting(known).sorted()
        return ordered.map { name in
            ReadoutSeries(
                title: Readout.title(name), validation: points(accuracies, name, split: "validation"),
                test: points(accuracies, name, split: "test"))
        }
    }

    private static func points(_ accuracies: [Accuracy], _ readout: String, split: String) -> [PlotPoint] {
        accuracies
            .filter { $0.readout == readout && $0.split == split && (0...1).contains($0.accuracy) }
            .filter { $0.measurements >= 0 }
            .sorted { $0.measurements < $1.measurements }
            .map { PlotPoint(x: Double($0.measurements), y: $0.accuracy) }
    }
}
