/// Encodes any `Encodable` into a ``JSONValue``.
struct JSONValueEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    let node: Node

    /// The place a value is encoded into. A class, because nested containers outlive the call that made them.
    final class Node {
        enum Content {
            case empty
            case value(JSONValue)
            case array([Node])
            case object([String: Node])
        }

        var content = Content.empty

        var value: JSONValue {
            switch content {
            case .empty: .object([:])
            case .value(let value): value
            case .array(let elements): .array(elements.map(\.value))
            case .object(let members): .object(members.mapValues(\.value))
            }
        }

        func appendElement() -> Node {
            var elements: [Node] = []
            if case .array(let present) = content { elements = present }
            let element = Node()
            content = .empty
            elements.append(element)
            content = .array(elements)
            return element
        }

        var elementCount: Int {
            if case .array(let elements) = content { elements.count } else { 0 }
        }

        func setMember(_ name: String) -> Node {
            var members: [String: Node] = [:]
            if case .object(let present) = content { members = present }
            let member = Node()
            content = .empty
            members[name] = member
            content = .object(members)
            return member
        }
    }

    static func encode(_ value: some Encodable) throws -> JSONValue {
        let node = Node()
        try JSONValueEncoder(codingPath: [], node: node).encode(value)
        return node.value
    }

    fileprivate func encode(_ value: some Encodable) throws {
        if let value = value as? JSONValue {
            node.content = .value(value)
        } else {
            try value.encode(to: self)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = node.content {} else { node.content = .object([:]) }
        return KeyedEncodingContainer(KeyedContainer<Key>(codingPath: codingPath, node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = node.content {} else { node.content = .array([]) }
        return UnkeyedContainer(codingPath: codingPath, node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleValueContainer(codingPath: codingPath, node: node)
    }
}

private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let codingPath: [any CodingKey]
    let node: JSONValueEncoder.Node

    private func member(_ key: any CodingKey) -> JSONValueEncoder {
        JSONValueEncoder(codingPath: codingPath + [key], node: node.setMember(key.stringValue))
    }

    func encodeNil(forKey key: Key) throws {
        node.setMember(key.stringValue).content = .value(.null)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try member(key).encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        member(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { member(JSONKey("super")) }

    func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
    let codingPath: [any CodingKey]
    let node: JSONValueEncoder.Node
    var count: Int { node.elementCount }

    private func element() -> JSONValueEncoder {
        JSONValueEncoder(codingPath: codingPath + [JSONKey(count)], node: node.appendElement())
    }

    func encodeNil() throws {
        node.appendElement().content = .value(.null)
    }

    func encode<T: Encodable>(_ value: T) throws {
        try element().encode(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        element().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }

    func superEncoder() -> any Encoder { element() }
}

private struct SingleValueContainer: SingleValueEncodingContainer {
    let codingPath: [any CodingKey]
    let node: JSONValueEncoder.Node

    func encodeNil() throws { node.content = .value(.null) }
    func encode(_ value: Bool) throws { node.content = .value(.bool(value)) }
    func encode(_ value: String) throws { node.content = .value(.string(value)) }
    func encode(_ value: Float) throws { try encode(Double(value)) }

    func encode(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "\(value) has no JSON form; leave it out"))
        }
        node.content = .value(.double(value))
    }

    func encode<Integer: FixedWidthInteger & Encodable>(_ value: Integer) throws {
        guard let integer = Int64(exactly: value) else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "\(value) is beyond a 64-bit signed integer"))
        }
        node.content = .value(.int(integer))
    }

    func encode<T: Encodable>(_ value: T) throws {
        try JSONValueEncoder(codingPath: codingPath, node: node).encode(value)
    }
}
