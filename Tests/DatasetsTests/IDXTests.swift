import ArrayFiles
import Testing

@testable import Datasets

@Suite struct IDXTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func load(_ name: String = "own", validation: Int? = nil) throws -> Dataset {
        try Dataset.load(name, from: .idx(directory: directory.path), validation: validation)
    }

    @Test("the four files become three parts on the 8-bit grid")
    func parts() throws {
        try directory.writeFamily()
        let dataset = try load(validation: 4)
        #expect(dataset.name == "own")
        #expect(dataset.classes == 3)
        #expect(dataset.inputShape == [2, 3])
        #expect(dataset.inputs == 6)
        #expect(dataset.training.count == 6)
        #expect(dataset.training.labels == [0, 1, 2, 0, 1, 2])
        #expect(dataset.training.samples.elements == (0..<36).map { Float($0 * 4) / 255 })
        #expect(dataset.validation.labels == [0, 1, 2, 0])
        #expect(dataset.validation.samples.elements == (36..<60).map { Float($0 * 4) / 255 })
        #expect(dataset.test.labels == [0, 1, 2, 0])
        #expect(dataset.test.samples.elements == (0..<24).map { Float($0) / 255 })
        #expect(dataset.sourceDescription.contains(directory.path + "/t10k-labels-idx1-ubyte"))
    }

    @Test("gzip, names with dots and EMNIST's names give the same dataset and the same hash")
    func names() throws {
        try directory.writeFamily()
        let plain = try load("emnist-own")
        #expect(plain.hash.count == 64)
        for rename in [
            { "\($0).gz" }, { $0.replacing("-idx", with: ".idx") },
            { "emnist-own-" + $0.replacing("t10k", with: "test") + ".gz" },
        ] as [(String) -> String] {
            let other = try TemporaryDirectory()
            for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
                let bytes = try FileContents.read("\(directory.path)/\(name)-ubyte")
                let renamed = rename(name + "-ubyte")
                try other.write(renamed, renamed.hasSuffix(".gz") ? gzipped(bytes) : bytes)
            }
            let dataset = try Dataset.load("emnist-own", from: .idx(directory: other.path))
            #expect(dataset.hash == plain.hash)
            #expect(dataset.training == plain.training)
            #expect(dataset.test == plain.test)
        }
    }

    @Test("a changed pixel changes the hash")
    func hash() throws {
        try directory.writeFamily()
        let before = try load().hash
        try directory.write("t10k-images-idx3-ubyte", idx([4, 2, 3], (0..<24).map { UInt8($0 == 5 ? 6 : $0) }))
        #expect(try load().hash != before)
    }

    @Test(
        "a missing file is named, with the remedy",
        arguments: [
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
        ])
    func missing(name: String) throws {
        try directory.writeFamily(except: name)
        let error = datasetError { try load() }
        #expect(error?.code == .missingFile)
        #expect(error?.file == "\(directory.path)/\(name)")
        #expect(error?.remedy.contains("all four files") == true)
    }

    @Test("a truncated file is refused wherever it is cut, plain and gzip", arguments: [false, true])
    func truncated(isCompressed: Bool) throws {
        let whole = idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
        let bytes = isCompressed ? gzipped(whole) : whole
        for length in (isCompressed ? 2 : 0)..<bytes.count {
            let cut = Array(bytes.prefix(length))
            do {
                _ = try IDXFile(.images, bytes: cut, file: "cut")
                Issue.record("\(length) bytes were read")
            } catch let error as ArrayFileError {
                #expect(error.code == .truncated && error.file == "cut")
            } catch let error as DatasetError {
                #expect(error.code == .truncated && error.file == "cut")
            }
        }
    }

    @Test("a gzip stream that holds a truncated file, and bytes too many, are refused")
    func length() {
        let short = gzipped(idx([2, 2, 2], [1, 2, 3]))
        #expect(datasetError { try IDXFile(.images, bytes: short, file: "f") }?.code == .truncated)
        for long in [idx([2], [1, 0, 1]), gzipped(idx([2], [1, 0, 1])), gzipped(idx([2], [1, 0, 1, 1, 1]))] {
            #expect(datasetError { try IDXFile(.labels, bytes: long, file: "f") }?.code == .wrongFormat)
        }
    }

    @Test("a wrong magic number is told, swapped files and web pages among them")
    func magic() throws {
        try directory.writeFamily()
        try directory.write("train-labels-idx1-ubyte", idx([10, 2, 3], [UInt8](repeating: 0, count: 60)))
        let error = datasetError { try load() }
        #expect(error?.code == .wrongFormat)
        #expect(error?.file == "\(directory.path)/train-labels-idx1-ubyte")
        #expect(error?.problem.contains("0x00000803") == true)
        for bytes in [[UInt8]("<!DOCTYPE html>".utf8), [0, 0, 0x0d, 3, 0, 0], [0, 0, 8, 9]] {
            #expect(datasetError { try IDXFile(.images, bytes: bytes, file: "f") }?.code == .wrongFormat)
        }
    }

    @Test("sizes beyond the limit are refused before anything is decompressed")
    func hostileSizes() {
        let header = [0, 0, 8, 4] + [UInt8](repeating: 0xff, count: 16)
        for bytes in [header, gzipped(header)] {
            #expect(datasetError { try IDXFile(.images, bytes: bytes, file: "f") }?.code == .unreadable)
        }
        let large = idx([1_000_000, 100, 10], [])
        #expect(datasetError { try IDXFile(.images, bytes: large, file: "f", limit: 1_000_000) }?.code == .unreadable)
    }

    @Test("no samples at all is an error of its own")
    func empty() {
        for bytes in [idx([0, 28, 28], []), idx([5, 0, 28], [])] {
            #expect(datasetError { try IDXFile(.images, bytes: bytes, file: "f") }?.code == .tooFewSamples)
        }
        #expect(datasetError { try IDXFile(.labels, bytes: idx([0], []), file: "f") }?.code == .tooFewSamples)
    }

    @Test("images and labels of different counts are told by both files")
    func counts() throws {
        try directory.writeFamily()
        try directory.write("t10k-labels-idx1-ubyte", idx([3], [0, 1, 2]))
        let error = datasetError { try load() }
        #expect(error?.code == .mismatch)
        #expect(error?.description.contains("t10k-labels-idx1-ubyte") == true)
        #expect(error?.description.contains("t10k-images-idx3-ubyte") == true)
    }

    @Test("test images of another shape are refused")
    func shapes() throws {
        try directory.writeFamily()
        try directory.write("t10k-images-idx3-ubyte", idx([4, 3, 2], [UInt8](repeating: 0, count: 24)))
        #expect(datasetError { try load() }?.code == .mismatch)
    }

    @Test("a label that is no class of the dataset is told with its sample")
    func labels() throws {
        try directory.writeFamily()
        try directory.write("train-labels-idx1-ubyte", idx([10], [0, 1, 2, 0, 1, 2, 0, 10, 2, 0]))
        let training = datasetError { try load("mnist") }
        #expect(training?.code == .labelOutOfRange)
        #expect(training?.problem == "label 10 of sample 7 (from 0) is outside 0...9")
        #expect(try load("own").classes == 11)

        try directory.writeFamily()
        try directory.write("t10k-labels-idx1-ubyte", idx([4], [0, 3, 2, 0]))
        let test = datasetError { try load("own") }
        #expect(test?.code == .labelOutOfRange)
        #expect(test?.file?.hasSuffix("t10k-labels-idx1-ubyte") == true)
        #expect(try load("mnist").classes == 10)
    }

    @Test("one class is none")
    func oneClass() throws {
        try directory.writeFamily()
        try directory.write("train-labels-idx1-ubyte", idx([10], [UInt8](repeating: 0, count: 10)))
        #expect(datasetError { try load() }?.code == .labelOutOfRange)
    }
}
