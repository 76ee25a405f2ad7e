import RandomStreams

/// How samples are divided into training, validation and test.
enum DatasetSplit {
    /// The root seed of the order in which a source without a test part is divided. It is a constant, not the run's
    /// seed: runs that are compared must be tested on the same samples.
    static let seed: UInt64 = 2_718_281_828

    /// How many of the last of `training` samples become the validation part: `requested`, else 5 000 or a fifth of
    /// them, whichever is less. Throws `DatasetError` (invalidValidation, tooFewSamples).
    static func validationCount(_ requested: Int?, training: Int) throws -> Int {
        guard let requested else {
            guard training >= 2 else {
                throw DatasetError(
                    .tooFewSamples, nil, "\(training) training sample cannot be split into training and validation",
                    remedy: "give more samples")
            }
            return max(1, min(5_000, training / 5))
        }
        guard requested >= 1, requested < training else {
            throw DatasetError(
                .invalidValidation, nil, "validation = \(requested) of \(training) training samples",
                remedy: "take at least 1 and leave at least 1 to train on: 1...\(max(1, training - 1))")
        }
        return requested
    }

    /// Rows of training (four fifths) and test (a fifth) in a random order that depends on `count` alone.
    static func trainingAndTest(_ count: Int) -> (training: [Int], test: [Int]) {
        var stream = RandomStream(seed: seed, name: "dataset split")
        let order = stream.permutation(count)
        let test = max(1, count / 5)
        return (Array(order.dropLast(test)), Array(order.suffix(test)))
    }
}
