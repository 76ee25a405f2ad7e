import NIOCore

/// One call as it goes over the wire (varlink.org/Method-Call): JSON, then a NUL byte.
public struct VarlinkCallMessage: Sendable, Hashable {
    /// The full name: interface, dot, method.
    public var method: String
    /// An object, or nil where the method takes no parameters.
    public var parameters: JSONValue?
    /// The caller takes more than one reply.
    public var more: Bool
    /// The caller wants no reply at all.
    public var oneway: Bool
    /// The caller wants to leave the protocol afterwards.
    public var upgrade: Bool

    /// A call of `method`, by default with exactly one reply.
    public init(
        method: String, parameters: JSONValue? = nil, more: Bool = false, oneway: Bool = false, upgrade: Bool = false
    ) {
        self.method = method
        self.parameters = parameters
        self.more = more
        self.oneway = oneway
        self.upgrade = upgrade
    }

    /// Parses one message, given without its NUL.
    ///
    /// - Throws: ``JSONError`` where it is not JSON or not a call.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let members = try JSONParser.parse(bytes).messageMembers("call")
        guard case .string(let method) = members["method"] else { throw JSONError("a call has no \"method\" string") }
        self.init(
            method: method, parameters: try members.messageParameters(), more: try members.messageFlag("more"),
            oneway: try members.messageFlag("oneway"), upgrade: try members.messageFlag("upgrade"))
    }

    /// The bytes for the wire, NUL included.
    ///
    /// - Throws: ``JSONError`` where a number is NaN or infinite.
    public func serialized() throws(JSONError) -> ByteBuffer {
        var members: [String: JSONValue] = ["method": .string(method)]
        members["parameters"] = parameters
        if more { members["more"] = .bool(true) }
        if oneway { members["oneway"] = .bool(true) }
        if upgrade { members["upgrade"] = .bool(true) }
        return try JSONValue.object(members).message()
    }
}
