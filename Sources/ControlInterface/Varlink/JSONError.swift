/// Text that is not the JSON it should be, or a value that has no JSON form.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// Where, in bytes from the start of the text; nil when serialising.
    public let offset: Int?

    init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }

    /// The message with the place.
    public var description: String {
        offset.map { "JSON, byte \($0): \(message)" } ?? "JSON: \(message)"
    }
}
