import NIOCore

extension JSONValue {
    func messageMembers(_ what: String) throws(JSONError) -> [String: JSONValue] {
        guard case .object(let members) = self else { throw JSONError("a \(what) is an object, not \(kind)") }
        return members
    }

    /// The text and the NUL that ends a varlink message. No JSON text holds a NUL: it is escaped in strings.
    func message() throws(JSONError) -> ByteBuffer {
        var serializer = JSONSerializer()
        try serializer.append(self)
        var buffer = ByteBufferAllocator().buffer(capacity: serializer.bytes.count + 1)
        buffer.writeBytes(serializer.bytes)
        buffer.writeInteger(UInt8(0))
        return buffer
    }
}

extension [String: JSONValue] {
    func messageParameters() throws(JSONError) -> JSONValue? {
        switch self["parameters"] {
        case nil, .null: return nil
        case .object(let members): return .object(members)
        case .some(let other): throw JSONError("\"parameters\" is an object, not \(other.kind)")
        }
    }

    func messageFlag(_ name: String) throws(JSONError) -> Bool {
        switch self[name] {
        case nil, .null: return false
        case .bool(let value): return value
        case .some(let other): throw JSONError("\"\(name)\" is a bool, not \(other.kind)")
        }
    }
}
