/// The range of mean squared distances within a batch over which float kernels neither overflow nor vanish.
enum SquaredDistance {
    /// Beyond this a batch is refused.
    static let largest = 1e30
    /// Below this all rows count as equal: 1e-15 is far beneath the step of any converter.
    static let smallest = 1e-30
}
