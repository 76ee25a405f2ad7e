import ArrayFiles

/// Everything of one run that a lab takes elsewhere: metrics, accuracies and trained conductances.
public struct RunExport: Sendable {
    /// One row a batch, in order of batches.
    public let batches: [BatchMetrics]
    /// Every evaluation of the run.
    public let accuracies: [Accuracy]
    /// The units' names as the run has them, in order, each once.
    public let units: [String]
    /// The trained conductances by the unit's name, where there are any.
    public let conductances: [String: Tensor]
    private let fileNames: [String: String]

    /// Collects what was asked from the daemon.
    /// - Parameter conductances: (inputs + bias) x 2 outputs [S] by the unit's name; units without any are left out.
    public init(batches: [BatchMetrics], accuracies: [Accuracy], conductances: [String: Tensor]) {
        self.batches = batches.sorted { $0.batch < $1.batch }
        self.accuracies = accuracies
        self.conductances = conductances
        var units: [String] = []
        var seen: Set<String> = []
        for unit in self.batches.flatMap(\.units) where seen.insert(unit.unit).inserted { units.append(unit.unit) }
        for unit in conductances.keys.sorted() where seen.insert(unit).inserted { units.append(unit) }
        self.units = units
        fileNames = Self.fileNames(for: units)
    }

    /// What `unit` is called in file names and array names: letters, digits, - and _ alone.
    public func fileName(of unit: String) -> String { fileNames[unit] ?? unit }

    /// `metric` of `unit` in every batch; nil in batches without it.
    public func column<Value>(of unit: String, _ metric: (UnitMetrics) -> Value?) -> [Value?] {
        batches.map { batch in batch.units.first { $0.unit == unit }.flatMap(metric) }
    }

    /// The values of a tensor which must have rows and columns; throws `TensorError` where it has not.
    public static func matrix(_ tensor: Tensor) throws -> (values: [Float], shape: [Int]) {
        guard tensor.shape.count == 2 else { throw TensorError.impossibleShape(tensor.shape) }
        return (try tensor.values(), tensor.shape)
    }

    private static func fileNames(for units: [String]) -> [String: String] {
        var taken: Set<String> = []
        var names: [String: String] = [:]
        for unit in units {
            let safe = String(unit.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
            var name = safe
            var copy = 2
            while !taken.insert(name).inserted {
                name = "\(safe)-\(copy)"
                copy += 1
            }
            names[unit] = name
        }
        return names
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: false
        }
    }
}
