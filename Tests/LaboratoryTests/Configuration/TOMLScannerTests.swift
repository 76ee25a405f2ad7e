import Testing

@testable import Laboratory

@Suite("Lines of keys")
struct TOMLScannerTests {
    private func lines(_ text: String) -> [String: Int] {
        var scanner = TOMLScanner(text)
        _ = scanner.scan(maximumDepth: 32)
        return scanner.lines
    }

    @Test("keys of tables and of arrays of tables are found by their full path")
    func tables() {
        let text = """
            a = 1

            [t] # comment with ] and =
            a = 2
            [[u]]
            a = 3
            [[u]]
            b = 4
            [u.sub]
            a = 5
            [[u.v]]
            a = 6
            [[u.v]]
            a = 7
            """
        #expect(
            lines(text) == [
                "a": 1, "t": 3, "t.a": 4, "u.0": 5, "u.0.a": 6, "u.1": 7, "u.1.b": 8, "u.1.sub": 9,
                "u.1.sub.a": 10, "u.1.v.0": 11, "u.1.v.0.a": 12, "u.1.v.1": 13, "u.1.v.1.a": 14,
            ])
    }

    @Test("dotted and quoted keys and inline tables are found")
    func otherKeys() {
        let text = "x.y = 1\n\"a b\" . 'c' = 2\np = { q = 1, r = { s = 2 } }\nl = [\n  { m = 1 },\n  { m = 2 } ]\nz = 3"
        #expect(
            lines(text) == [
                "x.y": 1, "a b.c": 2, "p": 3, "p.q": 3, "p.r": 3, "p.r.s": 3, "l": 4, "l.0.m": 5, "l.1.m": 6, "z": 7,
            ])
    }

    @Test("brackets, quotes, signs and line ends inside values mislead nobody")
    func values() {
        let text = #"""
            a = "x = 1 # [\" \\"
            b = 'y \'
            c = """
            d = 1
            " "" \""" """"
            e = '''
            f = 2 '' '''
            g = [ 1, "]", # comment ] =
              [ 2 ] ]
            h = -1_0.5e+3
            """#
        #expect(lines(text) == ["a": 1, "b": 2, "c": 3, "e": 6, "g": 8, "h": 10])
    }

    @Test("blanks and comments behind a value end it no later")
    func blanks() {
        #expect(lines("a = 1 \t\nb = \"x\"  # c = 3\n  d\t=[ 4 ] \n\n e = true") == ["a": 1, "b": 2, "d": 3, "e": 5])
    }

    @Test("a text that is not understood ends the search there", arguments: ["a = 1\n= 2\nb = 3", "a = 1\n[t\nb = 3"])
    func stops(text: String) {
        var scanner = TOMLScanner(text)
        #expect(scanner.scan(maximumDepth: 32) != nil)
        #expect(scanner.lines == ["a": 1])
        #expect(scanner.line == 2)
    }

    @Test("nesting beyond the limit is noticed in keys, headers and brackets")
    func depth() {
        let key = Array(repeating: "a", count: 33).joined(separator: ".")
        let brackets = String(repeating: "[", count: 40)
        for text in ["\(key) = 1", "[\(key)]", "[[\(key)]]", "x = { \(key) = 1 }", "x = \(brackets)"] {
            var scanner = TOMLScanner(text)
            #expect(scanner.scan(maximumDepth: 32) == "nested more than 32 deep", "\(text)")
        }
    }
}
