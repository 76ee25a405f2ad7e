import ArrayFiles

extension RunExport {
    /// The run as a .npz file, for `numpy.load`. Missing values are NaN.
    ///
    /// Per batch (n): `batch`, `measurements`, `seconds`, `head_loss`, `head_accuracy`; per batch and unit (n x units),
    /// in the order of the arrays `conductances_...`: `information`, `dead_outputs`, `saturated_fraction`,
    /// `zero_fraction`, `pulses`. Per read-out and split: `validation_head_measurements`, `validation_head_accuracy`
    /// and so on. Per unit: `conductances_<unit>` in siemens, (inputs + bias) x 2 outputs.
    ///
    /// Throws `TensorError` for conductances that do not fit their shape and `ArrayFileError` beyond 4 GiB.
    public func npz() throws -> [UInt8] {
        try NumpyArchive.npz(batchArrays() + unitArrays() + accuracyArrays() + conductanceArrays())
    }

    private typealias Named = (name: String, array: NumpyArray)

    private func batchArrays() -> [Named] {
        let shape = [batches.count]
        return [
            ("batch", NumpyArray(shape: shape, batches.map { Int64($0.batch) })),
            ("measurements", NumpyArray(shape: shape, batches.map { Int64($0.measurements) })),
            ("seconds", NumpyArray(shape: shape, batches.map(\.seconds))),
            ("head_loss", NumpyArray(shape: shape, batches.map { $0.headLoss ?? .nan })),
            ("head_accuracy", NumpyArray(shape: shape, batches.map { $0.headAccuracy ?? .nan })),
        ]
    }

    private func unitArrays() -> [Named] {
        [
            ("information", matrix { $0.information }),
            ("dead_outputs", matrix { Double($0.deadOutputs) }),
            ("saturated_fraction", matrix { $0.saturatedFraction }),
            ("zero_fraction", matrix { $0.zeroFraction }),
            ("pulses", matrix { Double($0.pulses) }),
        ]
    }

    private func matrix(_ metric: (UnitMetrics) -> Double?) -> NumpyArray {
        let columns = units.map { column(of: $0, metric) }
        let rows = batches.indices.flatMap { row in columns.map { $0[row] ?? .nan } }
        return NumpyArray(shape: [batches.count, units.count], rows)
    }

    private func accuracyArrays() -> [Named] {
        var groups: [String: [Accuracy]] = [:]
        for accuracy in accuracies {
            let name = "\(accuracy.split)_\(accuracy.readout)".replacing("-", with: "_")
            groups[name, default: []].append(accuracy)
        }
        return groups.sorted { $0.key < $1.key }.flatMap { name, group -> [Named] in
            [
                (name + "_measurements", NumpyArray(shape: [group.count], group.map { Int64($0.measurements) })),
                (name + "_accuracy", NumpyArray(shape: [group.count], group.map(\.accuracy))),
            ]
        }
    }

    private func conductanceArrays() throws -> [Named] {
        try units.compactMap { unit in
            guard let tensor = conductances[unit] else { return nil }
            let (values, shape) = try Self.matrix(tensor)
            return ("conductances_" + fileName(of: unit), NumpyArray(shape: shape, values))
        }
    }
}
