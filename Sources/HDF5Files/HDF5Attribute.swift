/// The value of an attribute of a file or of a data set.
public enum HDF5Attribute: Sendable, Equatable {
    /// A text; characters NUL are left out.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// Any other number.
    case number(Double)
}
