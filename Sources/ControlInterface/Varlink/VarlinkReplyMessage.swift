import NIOCore

/// One reply as it goes over the wire (varlink.org/Method-Call): JSON, then a NUL byte.
public struct VarlinkReplyMessage: Sendable, Hashable {
    /// An object, or nil where there is nothing to return.
    public var parameters: JSONValue?
    /// More replies to the same call follow.
    public var continues: Bool
    /// The full name of the error, or nil where the call succeeded.
    public var error: String?

    /// A reply, by default the last one of a successful call.
    public init(parameters: JSONValue? = nil, continues: Bool = false, error: String? = nil) {
        self.parameters = parameters
        self.continues = continues
        self.error = error
    }

    /// Parses one message, given without its NUL.
    ///
    /// - Throws: ``JSONError`` where it is not JSON or not a reply.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        // A reply comes from the daemon we chose to ask, and may be a long run's metrics: 16 times a call's bound.
        let limits = JSONParser.Limits(values: 16_000_000)
        let members = try JSONParser.parse(bytes, limits: limits).messageMembers("reply")
        self.init(parameters: try members.messageParameters(), continues: try members.messageFlag("continues"))
        switch members["error"] {
        case nil, .null: break
        case .string(let name): error = name
        default: throw JSONError("\"error\" in a reply is no string")
        }
    }

    /// The bytes for the wire, NUL included.
    ///
    /// - Throws: ``JSONError`` where a number is NaN or infinite.
    public func serialized() throws(JSONError) -> ByteBuffer {
        var members: [String: JSONValue] = [:]
        members["parameters"] = parameters
        if continues { members["continues"] = .bool(true) }
        members["error"] = error.map(JSONValue.string)
        return try JSONValue.object(members).message()
    }
}
