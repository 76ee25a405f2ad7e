/// An HDF5 file that cannot be made: of what, and why.
public struct HDF5Error: Error, Equatable, CustomStringConvertible {
    /// The name of the data set or attribute.
    public let item: String
    /// What is wrong.
    public let problem: String

    init(_ item: String, _ problem: String) {
        self.item = item
        self.problem = problem
    }

    public var description: String { "HDF5: \(item): \(problem)" }
}
