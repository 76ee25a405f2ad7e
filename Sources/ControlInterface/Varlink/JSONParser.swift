/// Parses JSON (RFC 8259) from an untrusted peer.
///
/// The depth of nesting is bounded before anything recurses, the number of values before they are stored: a message
/// of a few megabytes must neither overflow the stack nor grow a hundredfold in memory. Stricter than the RFC in one
/// point: a key that comes twice in an object is refused, because two readers may take different ones.
struct JSONParser {
    /// Bounds on what one message may hold.
    struct Limits {
        /// Arrays and objects inside one another.
        var depth = 64
        /// Values of every kind, containers and their members alike.
        var values = 1_000_000
    }

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    private var valuesLeft: Int
    private let limits: Limits

    /// Parses one value that fills the whole text.
    static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, valuesLeft: limits.values, limits: limits)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.index == bytes.count else { throw JSONError("text after the end of the value", at: parser.index) }
        return value
    }

    private init(bytes: [UInt8], valuesLeft: Int, limits: Limits) {
        self.bytes = bytes
        self.valuesLeft = valuesLeft
        self.limits = limits
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, UInt32(byte) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        guard valuesLeft > 0 else { throw JSONError("more than \(limits.values) values in one message", at: index) }
        valuesLeft -= 1
        guard let byte = next else { throw JSONError("the text ends where a value should stand", at: index) }
        switch byte {
        case UInt8(ascii: "{"): return try nested(Self.object)
        case UInt8(ascii: "["): return try nested(Self.array)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw JSONError("no value begins with byte \(byte)", at: index)
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let text = "\(word)".utf8
        guard bytes[index...].starts(with: text) else { throw JSONError("neither true, false nor null", at: index) }
        index += text.count
        return value
    }

    private mutating func nested(
        _ container: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < limits.depth else { throw JSONError("nested deeper than \(limits.depth) levels", at: index) }
        depth += 1
        index += 1
        let value = try container(&self)
        depth -= 1
        return value
    }

    private static func array(_ parser: inout JSONParser) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        parser.skipSpace()
        if parser.skip("]") { return .array(elements) }
        while true {
            elements.append(try parser.value())
            parser.skipSpace()
            if parser.skip("]") { return .array(elements) }
            guard parser.skip(",") else { throw JSONError("',' or ']' expected in an array", at: parser.index) }
        }
    }

    private static func object(_ parser: inout JSONParser) throws(JSONError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        parser.skipSpace()
        if parser.skip("}") { return .object(members) }
        while true {
            parser.skipSpace()
            guard parser.next == UInt8(ascii: "\"") else { throw JSONError("a key expected", at: parser.index) }
            let start = parser.index
            let key = try parser.string()
            parser.skipSpace()
            guard parser.skip(":") else { throw JSONError("':' expected after a key", at: parser.index) }
            let value = try parser.value()
            guard members.updateValue(value, forKey: key) == nil else {
                throw JSONError("key \"\(key.prefix(80))\" comes twice in one object", at: start)
            }
            parser.skipSpace()
            if parser.skip("}") { return .object(members) }
            guard parser.skip(",") else { throw JSONError("',' or '}' expected in an object", at: parser.index) }
        }
    }

    private mutating func string() throws(JSONError) -> String {
        var string = JSONStringParser(bytes: bytes, index: index + 1)
        let text = try string.parse()
        index = string.index
        return text
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        var number = JSONNumberParser(bytes: bytes, index: index)
        let value = try number.parse()
        index = number.index
        return value
    }
}
