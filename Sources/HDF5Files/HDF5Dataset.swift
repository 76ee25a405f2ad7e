/// One array of an HDF5 file with names for its axes.
public struct HDF5Dataset: Sendable, Equatable {
    /// The elements, row-major.
    public enum Elements: Sendable, Equatable {
        /// float64.
        case doubles([Double])
        /// float32.
        case floats([Float])
        /// int64.
        case integers([Int64])
        /// UTF-8 texts of any length; characters NUL are left out.
        case texts([String])

        var count: Int {
            switch self {
            case .doubles(let values): values.count
            case .floats(let values): values.count
            case .integers(let values): values.count
            case .texts(let values): values.count
            }
        }
    }

    /// Its name in the file.
    public let name: String
    /// The axes, each by the name of the data set of one axis that holds its coordinates. One whose only axis has its
    /// own name is such a coordinate itself, a dimension scale.
    public let dimensions: [String]
    /// The length of each axis.
    public let shape: [Int]
    /// The elements, row-major.
    public let elements: Elements
    /// Attributes by name, `units` among them.
    public let attributes: [String: HDF5Attribute]

    /// An array of `shape` with a name for each axis.
    public init(
        _ name: String, dimensions: [String], shape: [Int], _ elements: Elements,
        attributes: [String: HDF5Attribute] = [:]
    ) {
        self.name = name
        self.dimensions = dimensions
        self.shape = shape
        self.elements = elements
        self.attributes = attributes
    }

    /// The coordinates along an axis of the same name.
    public init(scale name: String, _ elements: Elements, attributes: [String: HDF5Attribute] = [:]) {
        self.init(name, dimensions: [name], shape: [elements.count], elements, attributes: attributes)
    }

    /// Whether it holds the coordinates of an axis.
    public var isScale: Bool { dimensions == [name] }
}
