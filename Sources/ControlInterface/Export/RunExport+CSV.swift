import ArrayFiles

extension RunExport {
    /// One file of an export.
    public struct TextFile: Sendable, Equatable {
        /// Its name, without a folder.
        public let name: String
        /// Its contents.
        public let text: String
    }

    /// The run as CSV files: `metrics.csv` (one line a batch), `accuracies.csv` (one line an evaluation), and
    /// `conductances-<unit>.csv` for each unit that has any, (inputs + bias) lines of 2 outputs [S]. Missing values are
    /// empty.
    ///
    /// Throws `TensorError` for conductances that do not fit their shape.
    public func csv() throws -> [TextFile] {
        var files = [
            TextFile(name: "metrics.csv", text: metricsText()),
            TextFile(name: "accuracies.csv", text: accuraciesText()),
        ]
        for unit in units {
            guard let tensor = conductances[unit] else { continue }
            files.append(
                TextFile(name: "conductances-\(fileName(of: unit)).csv", text: try Self.matrixText(tensor)))
        }
        return files
    }

    private static let unitMetrics: [(name: String, value: @Sendable (UnitMetrics) -> String)] = [
        ("information", { field($0.information) }),
        ("dead_outputs", { String($0.deadOutputs) }),
        ("saturated_fraction", { field($0.saturatedFraction) }),
        ("zero_fraction", { field($0.zeroFraction) }),
        ("pulses", { String($0.pulses) }),
    ]

    private func metricsText() -> String {
        var heading = ["batch", "measurements", "seconds", "head_loss", "head_accuracy"]
        var columns: [[String?]] = []
        for unit in units where batches.contains(where: { $0.units.contains { $0.unit == unit } }) {
            for metric in Self.unitMetrics {
                heading.append("\(unit).\(metric.name)")
                columns.append(column(of: unit, metric.value))
            }
        }
        let lines = batches.indices.map { row in
            let batch = batches[row]
            let own = [
                String(batch.batch), String(batch.measurements), Self.field(batch.seconds),
                Self.field(batch.headLoss), Self.field(batch.headAccuracy),
            ]
            return CSVLine.text(own + columns.map { $0[row] ?? "" })
        }
        return CSVLine.text(heading) + lines.joined()
    }

    private func accuraciesText() -> String {
        let heading = ["readout", "split", "batch", "measurements", "samples", "accuracy"]
        let lines = accuracies.map {
            CSVLine.text([
                $0.readout, $0.split, String($0.batch), String($0.measurements), String($0.samples),
                Self.field($0.accuracy),
            ])
        }
        return CSVLine.text(heading) + lines.joined()
    }

    private static func matrixText(_ tensor: Tensor) throws -> String {
        let (values, shape) = try matrix(tensor)
        let columns = max(1, shape[1])
        return stride(from: 0, to: values.count, by: columns).map { start in
            CSVLine.text(values[start..<(start + columns)].map { "\($0)" })
        }.joined()
    }

    private static func field(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return "\(value)"
    }
}
