import ArrayFiles
import Testing

@testable import Datasets

@Suite struct NumpySourceTests {
    private let directory: TemporaryDirectory
    private let samples = NumpyArray(shape: [10, 2, 2], (0..<40).map { Float($0) / 40 })
    private let labels = NumpyArray(shape: [10], (0..<10).map { Int64($0 % 2) })

    init() throws { directory = try TemporaryDirectory() }

    private func archive(_ arrays: [(name: String, array: NumpyArray)]) throws -> DatasetSource {
        .npz(try directory.write("own.npz", NumpyArchive.npz(arrays)))
    }

    /// An array of unsigned bytes, which the package reads and never writes.
    private func codes(_ shape: String, _ bytes: [UInt8]) -> [UInt8] {
        let header = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + bytes
    }

    @Test(
        "samples and labels are found by their usual names",
        arguments: [("x", "y"), ("X", "labels"), ("data", "targets"), ("images", "label"), ("features", "target")])
    func names(samplesName: String, labelsName: String) throws {
        let source = try archive([(samplesName, samples), (labelsName, labels), ("other", labels)])
        let dataset = try Dataset.load("own", from: source)
        #expect(dataset.counts == [7, 1, 2])
        #expect(dataset.inputShape == [2, 2])
        #expect(dataset.classes == 2)
        let (training, test) = DatasetSplit.trainingAndTest(10)
        #expect(dataset.test.labels == test.map { $0 % 2 })
        #expect(dataset.training.samples.row(0) == (0..<4).map { Float(training[0] * 4 + $0) / 40 })
    }

    @Test("a test part of its own is kept as it is")
    func parts() throws {
        let source = try archive([
            ("x_train", samples), ("y_train", labels),
            ("x_test", NumpyArray(shape: [1, 2, 2], [0, 0.5, 1, 2] as [Float])),
            ("y_test", NumpyArray(shape: [1, 1], [1] as [Int64])),
        ])
        let dataset = try Dataset.load("own", from: source)
        #expect(dataset.counts == [8, 2, 1])
        #expect(dataset.training.samples.elements == (0..<32).map { Float($0) / 40 })
        #expect(dataset.test.samples.elements == [0, 0.5, 1, 1])
    }

    @Test("a pair of .npy files is read, unsigned bytes as codes", arguments: ["own-labels.npy", "labels.npy"])
    func pair(labelsName: String) throws {
        let file = try directory.write("own.npy", codes("(10, 3)", (0..<30).map { UInt8($0 * 8) }))
        try directory.write(labelsName, labels.npy)
        let dataset = try Dataset.load("own", from: .npy(file))
        let first = DatasetSplit.trainingAndTest(10).test[0] * 3
        let expected = (first..<first + 3).map { Float($0 * 8) / 255 }
        #expect(dataset.test.samples.row(0) == expected)
    }

    @Test("a .npy file without labels beside it is refused by the names looked for")
    func missingLabels() throws {
        for name in ["own.npy", "labels.npy"] {
            let file = try directory.write(name, samples.npy)
            let error = datasetError { try Dataset.load("own", from: .npy(file)) }
            #expect(error?.code == .missingFile)
            #expect(error?.problem.contains("labels.npy") == true)
        }
    }

    @Test("missing and ambiguous arrays are refused by name")
    func arrays() throws {
        let missing = datasetError { try Dataset.load("own", from: archive([("x", samples), ("z", labels)])) }
        #expect(missing?.code == .wrongFormat)
        #expect(missing?.problem.contains("it holds x, z") == true)
        let ambiguous = datasetError {
            try Dataset.load("own", from: archive([("x", samples), ("data", samples), ("y", labels)]))
        }
        #expect(ambiguous?.code == .wrongFormat)
        #expect(ambiguous?.problem.contains("x, data") == true)
        let noTest = datasetError {
            try Dataset.load("own", from: archive([("x_train", samples), ("y_train", labels)]))
        }
        #expect(noTest?.problem.contains("x_test") == true)
    }

    @Test("arrays that do not fit together, or hold what is no sample or label, are refused")
    func refused() throws {
        func code(_ samples: NumpyArray, _ labels: NumpyArray) throws -> DatasetError.Code? {
            let source = try archive([("x", samples), ("y", labels)])
            return datasetError { try Dataset.load("own", from: source) }?.code
        }
        let flat = NumpyArray(shape: [10, 1], (0..<10).map { Float($0) })
        #expect(try code(flat, labels) == nil)
        #expect(try code(samples, NumpyArray(shape: [9], [Int64](repeating: 0, count: 9))) == .mismatch)
        #expect(try code(NumpyArray(shape: [10], (0..<10).map { Float($0) }), labels) == .wrongFormat)
        let none = NumpyArray(shape: [0, 4], [] as [Float])
        #expect(try code(none, NumpyArray(shape: [0], [] as [Int64])) == .tooFewSamples)
        for bad in [Double.nan, .infinity, 1e300] {
            let samples = NumpyArray(shape: [10, 1], (0..<10).map { $0 == 3 ? bad : Double($0) })
            #expect(try code(samples, labels) == .invalidValue)
        }
        #expect(try code(flat, NumpyArray(shape: [10], (0..<10).map { Float($0) / 2 })) == .invalidValue)
        #expect(try code(flat, NumpyArray(shape: [10], (0..<10).map { Int64($0) - 1 })) == .labelOutOfRange)
        #expect(try code(flat, NumpyArray(shape: [10], (0..<10).map { Int64($0) * 5_000 })) == .labelOutOfRange)
    }

    @Test("a damaged archive is a dataset error that names the file")
    func damaged() throws {
        let file = try directory.write("own.npz", "no archive")
        let error = datasetError { try Dataset.load("own", from: .npz(file)) }
        #expect(error?.code == .wrongFormat)
        #expect(error?.file == file)
    }
}
