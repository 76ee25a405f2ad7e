extension JSONValue {
    /// Parses JSON text. Bounded: at most 64 levels of nesting and a million values.
    ///
    /// - Throws: ``JSONError`` with the byte offset of what is wrong.
    public init(parsing text: some Sequence<UInt8>) throws(JSONError) {
        self = try JSONParser.parse(Array(text))
    }

    /// The JSON text in UTF-8, without spaces, keys in order.
    ///
    /// - Throws: ``JSONError`` where a number is NaN or infinite.
    public func serialized() throws(JSONError) -> [UInt8] {
        var serializer = JSONSerializer()
        try serializer.append(self)
        return serializer.bytes
    }
}
