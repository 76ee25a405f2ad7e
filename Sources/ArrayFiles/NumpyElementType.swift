/// The element types of .npy files that are read and written: booleans, integers, IEEE 754 single and double.
public enum NumpyElementType: String, Sendable, CaseIterable {
    case bool = "b1"
    case uint8 = "u1"
    case int8 = "i1"
    case uint16 = "u2"
    case int16 = "i2"
    case uint32 = "u4"
    case int32 = "i4"
    case uint64 = "u8"
    case int64 = "i8"
    case float32 = "f4"
    case float64 = "f8"

    /// Bytes of one element.
    public var size: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// NumPy's name for it in little-endian order, as in a header.
    var descriptor: String { (size == 1 ? "|" : "<") + rawValue }
}
