import ArrayFiles
import ControlInterface
import HDF5Files

extension RunExport {
    /// Writes the run as an HDF5 file to `path`, whole or not at all. Axes are dimension scales, units stand in the
    /// attribute `units`, where everything comes from in those of the file. Missing values are NaN.
    ///
    /// Throws `HDF5Error`, `TensorError` for conductances that do not fit their shape, and `ArrayFileError` for a file
    /// that cannot be written.
    func writeHDF5(of run: GetRun.Reply, to path: String) throws {
        try FileContents.write(hdf5(of: run).encoded(), to: path)
    }

    func hdf5(of run: GetRun.Reply) throws -> HDF5File {
        HDF5File(
            attributes: RunAttributes.all(run),
            datasets: batchSets() + unitSets(run.summary.loss) + episodeSets() + accuracySets()
                + (try conductanceSets(run.units)))
    }

    private func batchSets() -> [HDF5Dataset] {
        func set(_ name: String, _ elements: HDF5Dataset.Elements, _ units: String, _ title: String) -> HDF5Dataset {
            HDF5Dataset(
                name, dimensions: ["batch"], shape: [batches.count], elements, attributes: .quantity(units, title))
        }
        return [
            HDF5Dataset(
                scale: "batch", .integers(batches.map { Int64($0.batch) }),
                attributes: .quantity("1", "number of the batch")),
            set(
                "measurements", .integers(batches.map { Int64($0.measurements) }), "1",
                "training samples through the hardware so far"),
            set("seconds", .doubles(batches.map(\.seconds)), "s", "time the batch took"),
            set("head_loss", .doubles(batches.map { $0.headLoss ?? .nan }), "nat", "cross-entropy of the head"),
            set("head_accuracy", .doubles(batches.map { $0.headAccuracy ?? .nan }), "1", "accuracy of the head"),
        ]
    }

    private func unitSets(_ loss: String) -> [HDF5Dataset] {
        func set(
            _ name: String, _ units: String, _ title: String, _ metric: (UnitMetrics) -> Double?
        ) -> HDF5Dataset {
            let columns = self.units.map { column(of: $0, metric) }
            let elements = batches.indices.flatMap { row in columns.map { $0[row] ?? .nan } }
            return HDF5Dataset(
                name, dimensions: ["batch", "unit"], shape: [batches.count, self.units.count], .doubles(elements),
                attributes: .quantity(units, title))
        }
        return [
            HDF5Dataset(scale: "unit", .texts(units), attributes: ["long_name": .text("trainable unit")]),
            set("information", loss == "cka" ? "1" : "bit", "I(T;Y) by the loss \(loss)") { $0.information },
            set("dead_outputs", "1", "outputs that were the same for every sample") { Double($0.deadOutputs) },
            set("saturated_fraction", "1", "part of the codes at the end of the scale") { $0.saturatedFraction },
            set("zero_fraction", "1", "part of the outputs that were zero") { $0.zeroFraction },
            set("pulses", "1", "pulses that the update applied") { Double($0.pulses) },
        ]
    }

    private func episodeSets() -> [HDF5Dataset] {
        guard batches.contains(where: { $0.episodes != nil }) else { return [] }
        func set(_ name: String, _ title: String, _ value: (Episodes) -> Double?) -> HDF5Dataset {
            let elements = batches.map { $0.episodes.flatMap(value) ?? .nan }
            return HDF5Dataset(
                name, dimensions: ["batch"], shape: [batches.count], .doubles(elements),
                attributes: .quantity("1", title))
        }
        return [
            set("episodes", "episodes of training so far") { Double($0.episodes) },
            set("mean_return", "mean return of the iteration's episodes") { $0.meanReturn },
            set("greedy_return", "mean return of the greedy episodes after it") { $0.greedyReturn },
        ]
    }

    private func accuracySets() -> [HDF5Dataset] {
        func set(
            _ name: String, _ elements: HDF5Dataset.Elements, _ attributes: [String: HDF5Attribute]
        ) -> HDF5Dataset {
            HDF5Dataset(
                name, dimensions: ["evaluation"], shape: [accuracies.count], elements, attributes: attributes)
        }
        return [
            HDF5Dataset(
                scale: "evaluation", .integers(accuracies.indices.map(Int64.init)),
                attributes: .quantity("1", "number of the evaluation")),
            set("readout", .texts(accuracies.map(\.readout)), ["long_name": .text("what was read out")]),
            set("split", .texts(accuracies.map(\.split)), ["long_name": .text("part of the data")]),
            set("accuracy", .doubles(accuracies.map(\.accuracy)), .quantity("1", "fraction judged rightly")),
            set(
                "evaluation_samples", .integers(accuracies.map { Int64($0.samples) }),
                .quantity("1", "samples that were judged")),
            set(
                "evaluation_batch", .integers(accuracies.map { Int64($0.batch) }),
                .quantity("1", "batches trained until then")),
            set(
                "evaluation_measurements", .integers(accuracies.map { Int64($0.measurements) }),
                .quantity("1", "training samples through the hardware until then")),
        ]
    }

    private func conductanceSets(_ shapes: [UnitShape]) throws -> [HDF5Dataset] {
        try units.flatMap { unit -> [HDF5Dataset] in
            guard let tensor = conductances[unit] else { return [] }
            let (values, shape) = try Self.matrix(tensor)
            let name = fileName(of: unit)
            let axes = ["input_\(name)", "cell_\(name)"]
            var attributes: [String: HDF5Attribute] = .quantity("S", "conductances read back at the end of the run")
            attributes["unit"] = .text(unit)
            attributes["comment"] = .text(
                "rows: inputs, then the bias where there is one; columns 2j and 2j+1: the pair G+, G- of output j")
            if let size = shapes.first(where: { $0.unit == unit }) {
                attributes["inputs"] = .integer(Int64(size.inputs))
                attributes["outputs"] = .integer(Int64(size.outputs))
            }
            return zip(axes, shape).map { axis, length in
                HDF5Dataset(scale: axis, .integers((0..<Int64(length)).map { $0 }), attributes: .quantity("1", "index"))
            } + [
                HDF5Dataset(
                    "conductances_\(name)", dimensions: axes, shape: shape, .floats(values), attributes: attributes)
            ]
        }
    }
}

extension [String: HDF5Attribute] {
    fileprivate static func quantity(_ units: String, _ title: String) -> Self {
        ["units": .text(units), "long_name": .text(title)]
    }
}
