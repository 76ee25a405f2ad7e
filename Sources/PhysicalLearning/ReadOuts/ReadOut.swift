import Matrices

/// Maps measured outputs (n x d) to classes.
public protocol ReadOut: Sendable {
    /// The class of each row.
    func classify(_ outputs: Matrix<Float>) -> [Int]
}

extension ReadOut {
    /// Share of rows that get their label.
    public func accuracy(_ outputs: Matrix<Float>, labels: [Int]) -> Double {
        guard !labels.isEmpty else { return 0 }
        return Double(zip(classify(outputs), labels).count { $0 == $1 }) / Double(labels.count)
    }
}

/// The class with the highest measured score: the head on the chip.
public struct HighestScore: ReadOut {
    /// A read-out of class scores.
    public init() {}

    public func classify(_ outputs: Matrix<Float>) -> [Int] {
        (0..<outputs.rows).map { i in
            var best = 0
            for j in 1..<max(1, outputs.columns) where outputs[i, j] > outputs[i, best] { best = j }
            return best
        }
    }
}
