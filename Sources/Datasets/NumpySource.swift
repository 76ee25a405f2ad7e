import ArrayFiles
import Foundation
import Matrices

/// A lab's own samples in NumPy's formats.
enum NumpySource {
    /// A .npy file of samples; labels beside it in STEM-labels.npy or labels.npy.
    case pair(samples: String)
    /// A .npz file with samples and labels, or with both of training and test.
    case archive(String)

    private static let sampleNames = ["x", "data", "samples", "images", "features"]
    private static let labelNames = ["y", "label", "labels", "target", "targets"]

    /// Reads the dataset; `validation` as in `Dataset.load`.
    func load(_ name: String, validation: Int?) throws -> Dataset {
        var digest = SHA256()
        switch self {
        case .pair(let samples):
            let labels = try Self.labelFile(beside: samples)
            let arrays = try [samples, labels].map { file in
                let contents = try FileContents.read(file)
                digest.update(contents)
                return try NumpyArray(npy: contents, file: file)
            }
            let table = try SampleTable(samples: arrays[0], samples, labels: arrays[1], labels)
            return try SampleTable.dataset(
                name, training: table, test: nil, validation: validation, file: samples, hash: digest.finalized(),
                sourceDescription: "NPY files \(samples), \(labels)")
        case .archive(let file):
            let contents = try FileContents.read(file)
            digest.update(contents)
            let archive = try NumpyArchive(npz: contents, file: file)
            let hasParts = archive.names.contains { $0.lowercased().hasSuffix("_train") }
            let training = try Self.table(in: archive, suffix: hasParts ? "_train" : "", file: file)
            let test = try hasParts ? Self.table(in: archive, suffix: "_test", file: file) : nil
            return try SampleTable.dataset(
                name, training: training, test: test, validation: validation, file: file, hash: digest.finalized(),
                sourceDescription: "NPZ file \(file)")
        }
    }

    private static func labelFile(beside samples: String) throws -> String {
        let url = URL(fileURLWithPath: samples)
        let directory = url.deletingLastPathComponent()
        let names = [url.deletingPathExtension().lastPathComponent + "-labels.npy", "labels.npy"]
        let files = names.map { directory.appendingPathComponent($0).path }
        if let file = files.first(where: { FileManager.default.fileExists(atPath: $0) && $0 != url.path }) {
            return file
        }
        throw DatasetError(
            .missingFile, samples, "has no labels beside it: neither \(names[0]) nor \(names[1])",
            remedy: "save the labels there as a .npy file of whole numbers")
    }

    private static func table(in archive: NumpyArchive, suffix: String, file: String) throws -> SampleTable {
        func array(_ kind: String, _ names: [String]) throws -> (NumpyArray, String) {
            let wanted = names.map { $0 + suffix }
            let present = archive.names.filter { wanted.contains($0.lowercased()) }
            guard present.count == 1, let found = try archive.array(present[0]) else {
                throw DatasetError(
                    .wrongFormat, file,
                    present.isEmpty
                        ? "has no array of \(kind) (\(wanted.joined(separator: ", "))); it holds "
                            + (archive.names.isEmpty ? "none" : archive.names.joined(separator: ", "))
                        : "has several arrays that may be the \(kind): \(present.joined(separator: ", "))",
                    remedy: "save exactly one, e.g. numpy.savez(file, x\(suffix)=samples, y\(suffix)=labels)")
            }
            return (found, "\(file)[\(present[0])]")
        }
        let (samples, samplesName) = try array("samples", sampleNames)
        let (labels, labelsName) = try array("labels", labelNames)
        return try SampleTable(samples: samples, samplesName, labels: labels, labelsName)
    }
}

extension SampleTable {
    /// The table of two arrays: samples (n x any shape), labels (n, or n x 1, whole numbers). The names are those for
    /// error messages. Throws `DatasetError`.
    init(samples: NumpyArray, _ samplesName: String, labels: NumpyArray, _ labelsName: String) throws {
        guard samples.shape.count >= 2, !samples.bytes.isEmpty else {
            throw DatasetError(
                samples.shape.count >= 2 ? .tooFewSamples : .wrongFormat, samplesName,
                "has the shape \(samples.shape), not samples x features", remedy: "save one sample a row, at least one")
        }
        let count = samples.shape[0]
        guard labels.shape == [count] || labels.shape == [count, 1] else {
            throw DatasetError(
                .mismatch, labelsName, "has the shape \(labels.shape) for \(count) samples in \(samplesName)",
                remedy: "save one whole number, the class, for each sample")
        }
        let classes = labels.integers
        if let index = classes.firstIndex(of: nil) {
            throw DatasetError(
                .invalidValue, labelsName, "label of sample \(index) (from 0) is not a whole number",
                remedy: "save the classes as whole numbers from 0")
        }
        let values = samples.floats
        let columns = values.count / count
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw DatasetError(
                .invalidValue, samplesName,
                "feature \(index % columns) of sample \(index / columns) (from 0) is not a finite number",
                remedy: "remove or replace the sample")
        }
        self.init(
            samples: Matrix(rows: count, columns: columns, elements: values), labels: classes.compactMap { $0 },
            inputShape: Array(samples.shape[1...]), areCodes: samples.type == .uint8)
    }
}
