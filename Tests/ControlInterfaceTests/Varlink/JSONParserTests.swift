import ControlInterface
import Testing

@Suite("JSON from outside")
struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: text.utf8) }

    @Test("every kind of value is read")
    func kinds() throws {
        let value = try parse(#" { "a" : [ null , true, false ], "b": -12, "c": 2.5e-3, "d": "x" , "e":{}, "f":[] } "#)
        #expect(
            value == [
                "a": [nil, true, false], "b": -12, "c": 0.0025, "d": "x", "e": [:], "f": [],
            ])
    }

    @Test("escapes and surrogate pairs become the characters they stand for")
    func escapes() throws {
        let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00 ü€😀""#
        #expect(try parse(text) == .string("\"\\/\u{8}\u{c}\n\r\tAé😀 ü€😀"))
    }

    @Test("integers keep every digit up to Int64, larger ones become doubles")
    func integers() throws {
        #expect(try parse("9007199254740993") == .int(9_007_199_254_740_993))
        #expect(try parse("-9223372036854775808") == .int(.min))
        #expect(try parse("9223372036854775808") == .double(9_223_372_036_854_775_808))
        #expect(try parse("1.0") == .double(1))
    }

    @Test(
        "malformed text is refused",
        arguments: [
            "", " ", "nul", "tru", "+1", "01", "-", "-01", "1.", ".5", "1e", "1e+", "1e999", "NaN", "Infinity",
            "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\uD800\"", "\"\\uDC00\\uD800\"",
            "\"\\uD800\\u0041\"", "\"a\nb\"", "[", "[1", "[1,", "[1,]", "[,]", "[1 2]", "{",
            "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}",
            "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "1 2", "{}x", "'a'", "[1]]",
        ])
    func malformed(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test("bytes that are not UTF-8 are refused with their place")
    func invalidUTF8() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x5B, 0x22, 0xFF, 0x22, 0x5D]) }
        #expect(error?.offset == 2)
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC0, 0x80, 0x22]) }
    }

    @Test("deep nesting is refused before it can overflow the stack")
    func depth() throws {
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try parse(allowed) }
        for opening in ["[", "{\"a\":", "[{\"a\":"] {
            let error = #expect(throws: JSONError.self) { try parse(String(repeating: opening, count: 500_000)) }
            #expect(error?.message.contains("nested deeper") == true)
        }
    }

    @Test("more than a million values are refused before they fill the memory")
    func valueCount() {
        let text = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.message.contains("more than 1000000 values") == true)
    }

    @Test("no prefix of a valid message is valid or crashes")
    func prefixes() {
        let message = Array(#"{"a":[1,-2.5e3,"\u00e9\n",{"b":null}],"c":true}"#.utf8)
        for length in 0..<message.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: message.prefix(length)) }
        }
    }

    @Test("a message with any one byte changed is read or refused, never more")
    func mutations() {
        let message = Array(#"{"a":[1,-2.5e3,"\u00e9\uD83D\uDE00",{"b":null}],"c":true}"#.utf8)
        var outcomes = (read: 0, refused: 0)
        for index in message.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = message
                changed[index] = byte
                if (try? JSONValue(parsing: changed)) != nil { outcomes.read += 1 } else { outcomes.refused += 1 }
            }
        }
        #expect(outcomes.read > message.count)
        #expect(outcomes.refused > message.count)
    }
}
