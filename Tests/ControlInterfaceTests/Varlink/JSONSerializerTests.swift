import ControlInterface
import Testing

@Suite("JSON to the wire")
struct JSONSerializerTests {
    private func text(_ value: JSONValue) throws -> String { String(decoding: try value.serialized(), as: UTF8.self) }

    @Test("objects are written without spaces and with their keys in order")
    func order() throws {
        #expect(try text(["b": [1, 2.5, nil], "a": true, "c": [:]]) == #"{"a":true,"b":[1,2.5,null],"c":{}}"#)
    }

    @Test("control characters, quotes and backslashes are escaped, everything else is left as it is")
    func escapes() throws {
        #expect(try text("a\"\\\n\r\t\u{0}\u{1F}/é😀") == #""a\"\\\n\r\t\u0000\u001f/é😀""#)
    }

    @Test("no text holds a NUL, which ends a message")
    func noNUL() throws {
        #expect(try !JSONValue.object(["\0": "\0"]).serialized().contains(0))
    }

    @Test(
        "floats come back with every bit",
        arguments: [
            0.1, -0.0, 1 / 3, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-7, 5e20, 1e16,
            Double(Float(0.1)), Double(Float.leastNonzeroMagnitude), 9_007_199_254_740_992,
        ] as [Double])
    func floats(value: Double) throws {
        let back = try JSONValue(parsing: JSONValue.double(value).serialized()).decoded(as: Double.self)
        #expect(back.bitPattern == value.bitPattern)
    }

    @Test("integers come back with every digit", arguments: [0, -1, 1 << 53, (1 << 53) + 1, .max, .min] as [Int64])
    func integers(value: Int64) throws {
        #expect(try JSONValue(parsing: JSONValue.int(value).serialized()) == .int(value))
    }

    @Test(
        "strings come back as they were",
        arguments: ["", "\0", "ü€😀\u{10FFFF}", "a\u{301}", "\\u0041", "\u{7F}\u{2028}"])
    func strings(value: String) throws {
        let back = try JSONValue(parsing: JSONValue.string(value).serialized()).stringValue
        #expect(back.map { Array($0.unicodeScalars) } == Array(value.unicodeScalars))
    }

    @Test("NaN and infinities are refused", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        #expect(throws: JSONError.self) { try JSONValue.array([.double(value)]).serialized() }
        #expect(throws: EncodingError.self) { try JSONValue(encoding: ["loss": value]) }
    }
}
