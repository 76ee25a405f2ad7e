import Testing

@testable import Datasets

@Suite struct DatasetSplitTests {
    @Test(
        "5 000 samples validate, or a fifth if that is less",
        arguments: [(60_000, 5_000), (25_000, 5_000), (24_999, 4_999), (10, 2), (4, 1), (2, 1)])
    func standard(training: Int, expected: Int) throws {
        #expect(try DatasetSplit.validationCount(nil, training: training) == expected)
    }

    @Test("a validation part that leaves nothing to train on, or is none, is refused", arguments: [10, 11, 0, -1, .max])
    func refused(requested: Int) {
        let error = datasetError { try DatasetSplit.validationCount(requested, training: 10) }
        #expect(error?.code == .invalidValidation)
        #expect(error?.remedy.contains("1...9") == true)
    }

    @Test("every other size is taken as asked")
    func asked() throws {
        for requested in 1..<10 { #expect(try DatasetSplit.validationCount(requested, training: 10) == requested) }
    }

    @Test("a single training sample is too few")
    func single() {
        #expect(datasetError { try DatasetSplit.validationCount(nil, training: 1) }?.code == .tooFewSamples)
    }

    @Test("training and test share no row, miss none, and are the same every time")
    func permutation() {
        for count in [3, 4, 5, 100] {
            let (training, test) = DatasetSplit.trainingAndTest(count)
            #expect(test.count == max(1, count / 5))
            #expect((training + test).sorted() == Array(0..<count))
            let again = DatasetSplit.trainingAndTest(count)
            #expect(again.training == training && again.test == test)
        }
        #expect(DatasetSplit.trainingAndTest(100).test.sorted() != Array(80..<100))
    }
}
