import ArrayFiles
import Foundation
import Matrices

/// A directory with a dataset of the MNIST family: images and labels, training and test, one IDX file each.
struct IDXDirectory {
    private let path: String
    private let dataset: String

    init(_ path: String, dataset: String) {
        self.path = path
        self.dataset = dataset
    }

    /// Whether at least one of the four files is there.
    var holdsAnyFile: Bool { Part.allCases.contains { file($0) != nil } }

    /// Reads the four files; `validation` as in `Dataset.load`.
    func load(validation: Int?) throws -> Dataset {
        let files = try Part.allCases.map(existingFile)
        let trainingImages = try IDXFile(.images, path: files[0])
        let trainingLabels = try IDXFile(.labels, path: files[1])
        let testImages = try IDXFile(.images, path: files[2])
        let testLabels = try IDXFile(.labels, path: files[3])
        try Self.match(trainingImages, files[0], trainingLabels, files[1])
        try Self.match(testImages, files[2], testLabels, files[3])
        guard trainingImages.shape[1...] == testImages.shape[1...] else {
            throw DatasetError(
                .mismatch, files[2],
                "holds images of \(testImages.shape[1...]), \(files[0]) of \(trainingImages.shape[1...])",
                remedy: "take both files from the same dataset")
        }
        let classes = try ClassCount.ofTraining(trainingLabels.classes, dataset: dataset, file: files[1])
        try ClassCount.check(testLabels.classes, classes: classes, file: files[3])
        let held = try DatasetSplit.validationCount(validation, training: trainingImages.count)
        let boundary = trainingImages.count - held
        var digest = SHA256()
        for file in [trainingImages, trainingLabels, testImages, testLabels] { digest.update(file.contents) }
        return Dataset(
            name: dataset, classes: classes, inputShape: Array(trainingImages.shape[1...]),
            training: Self.samples(trainingImages, trainingLabels, 0..<boundary),
            validation: Self.samples(trainingImages, trainingLabels, boundary..<trainingImages.count),
            test: Self.samples(testImages, testLabels, 0..<testImages.count),
            hash: digest.finalized(), sourceDescription: "IDX files " + files.joined(separator: ", "))
    }

    private static func match(_ images: IDXFile, _ imageFile: String, _ labels: IDXFile, _ labelFile: String) throws {
        guard images.count == labels.count else {
            throw DatasetError(
                .mismatch, labelFile, "holds \(labels.count) labels for the \(images.count) images of \(imageFile)",
                remedy: "take both files from the same dataset")
        }
    }

    private static func samples(_ images: IDXFile, _ labels: IDXFile, _ range: Range<Int>) -> LabelledSamples {
        let width = images.elementsPerSample
        let first = images.start + range.lowerBound * width
        let matrix = Matrix<Float>(rows: range.count, columns: width) { target in
            images.contents.withUnsafeBufferPointer { codes in
                for index in target.indices { target[index] = Float(codes[first + index]) / 255 }
            }
        }
        return LabelledSamples(samples: matrix, labels: Array(labels.classes[range]))
    }
}

extension IDXDirectory {
    private enum Part: CaseIterable {
        case trainingImages, trainingLabels, testImages, testLabels
    }

    private func existingFile(_ part: Part) throws -> String {
        if let file = file(part) { return file }
        throw DatasetError(
            .missingFile, "\(path)/\(names(part)[0])", "is missing, also as .gz, beside the other IDX files",
            remedy: "copy or download all four files of the dataset into the directory")
    }

    private func file(_ part: Part) -> String? {
        names(part).flatMap { ["\(path)/\($0)", "\(path)/\($0).gz"] }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The names a file goes by: MNIST's own, those unpacked with a dot, EMNIST's.
    private func names(_ part: Part) -> [String] {
        let (set, emnistSet, content) =
            switch part {
            case .trainingImages: ("train", "train", "images.idx3")
            case .trainingLabels: ("train", "train", "labels.idx1")
            case .testImages: ("t10k", "test", "images.idx3")
            case .testLabels: ("t10k", "test", "labels.idx1")
            }
        let dashed = content.replacing(".", with: "-")
        return [
            "\(set)-\(dashed)-ubyte", "\(set)-\(content)-ubyte", "\(dataset)-\(emnistSet)-\(dashed)-ubyte",
        ]
    }
}

extension IDXFile {
    /// The elements as classes.
    fileprivate var classes: [Int] { contents[start...].map { Int($0) } }
}
