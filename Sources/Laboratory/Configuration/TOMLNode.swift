/// One value of a parsed TOML document.
public enum TOMLNode: Sendable, Equatable {
    /// A string.
    case string(String)
    /// An integer.
    case integer(Int)
    /// A number with a point or an exponent.
    case number(Double)
    /// True or false.
    case boolean(Bool)
    /// An array, of tables too.
    case array([TOMLNode])
    /// A table.
    case table([String: TOMLNode])

    /// The value in words, for messages: `the string "x"`.
    var words: String {
        switch self {
        case .string(let text): "the string \"\(text.count > 40 ? text.prefix(40) + "..." : text)\""
        case .integer(let value): "the integer \(value)"
        case .number(let value): "the number \(value)"
        case .boolean(let value): "\(value)"
        case .array: "an array"
        case .table: "a table"
        }
    }

    /// The number that an integer or a number is; nil for anything else.
    var asNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
