/// A batch or a parameter for which a local loss is not defined.
public enum InformationError: Error, Equatable, CustomStringConvertible {
    /// The matrix called `name` has no rows or no columns.
    case emptyBatch(name: String)
    /// The matrix or list called `name` holds `count` samples where the outputs hold `expected`.
    case differentSampleCounts(name: String, count: Int, expected: Int)
    /// An element of the matrix called `name` is NaN or infinite; row and column from 0.
    case notFinite(name: String, row: Int, column: Int)
    /// The mean squared distance between the rows of `name` is so large that its kernel would overflow.
    case spreadTooLarge(name: String)
    /// A parameter of the loss outside the range in which it is defined.
    case parameterOutOfRange(name: String, value: Double, range: String)

    public var description: String {
        switch self {
        case .emptyBatch(let name):
            "the \(name) of the batch are empty; a loss needs at least one sample and one column"
        case .differentSampleCounts(let name, let count, let expected):
            "\(count) \(name) for \(expected) outputs; pass one for each sample of the batch"
        case .notFinite(let name, let row, let column):
            "the \(name) are not finite at sample \(row), column \(column); check the device that measured them"
        case .spreadTooLarge(let name):
            "the \(name) of the batch lie more than \(SquaredDistance.largest.squareRoot()) apart; "
                + "bring them to a common scale"
        case .parameterOutOfRange(let name, let value, let range):
            "\(name) = \(value) is outside \(range)"
        }
    }
}
