import Foundation
import Testing

@testable import Laboratory

@Suite("Parsing TOML")
struct TOMLDocumentTests {
    private func error(_ text: String) -> ConfigurationError? {
        TestFiles.configurationError { _ = try TOMLDocument(text: text, file: "a.toml") }
    }

    @Test("every kind of value is kept")
    func values() throws {
        let text = """
            s = "x\\ty"
            i = 0x10
            d = 1e-3
            b = true
            a = [1, [2.5]]
            e = {}
            """
        #expect(
            try TOMLDocument(text: text, file: "").root == [
                "s": .string("x\ty"), "i": .integer(16), "d": .number(1e-3), "b": .boolean(true),
                "a": .array([.integer(1), .array([.number(2.5)])]), "e": .table([:]),
            ])
    }

    @Test(
        "a mistake in the syntax is reported with its line",
        arguments: [
            ("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("a = 1\n\n[t\n", 3), ("a = \"x\nb = 2", 1), ("a = 1 2", 1),
            ("[t]\n[t]\n", 2), ("a = 99999999999999999999", 1), ("= 3", 1), ("a = [1,\n2", 2),
        ])
    func syntax(text: String, line: Int) throws {
        let error = try #require(self.error(text))
        #expect(error.line == line && error.file == "a.toml")
        #expect(error.message.hasPrefix("not valid TOML"))
    }

    @Test(
        "malformed headers, at which the parser would abort the process, are refused",
        arguments: [
            "[[[1]]]", "[[[a]]]", "[[[]]", "[[=", "[[\n", "[.]", "[a]]", "[[a] ]", "[ [a]]", "[a] b = 1",
            "[\"\"\"a\"\"\"]", "[\ra]",
        ])
    func headers(text: String) {
        #expect(error("a = 1\n" + text)?.line == 2)
    }

    @Test(
        "a word that is no number, dates among them, is refused with its line",
        arguments: ["1979-05-27", "07:32:00", "1979-05-27T", "yes", "-", "+", "1e5-3", ".5", "--1", "1979-05-27T\\ud"])
    func words(word: String) {
        #expect(error("a = 1\nb = [\n\(word)]")?.line == 3)
    }

    @Test("a NUL, which would cut the text short, is refused however it is written")
    func nul() {
        for text in ["a = 1\u{0}\nb = 2", "a = \"x\\u0000y\"", "a = \"x\\U00000000y\""] {
            #expect(error(text)?.message == "the text contains a NUL character")
        }
    }

    @Test("a text that is too long is refused unread")
    func tooLong() {
        #expect(error(String(repeating: "#", count: 300_000))?.message == "the text is 300000 bytes long")
    }

    @Test("nesting that would exhaust the stack is refused, whatever it is made of")
    func tooDeep() {
        let dots = String(repeating: "a.", count: 60_000)
        let brackets = String(repeating: "[", count: 60_000)
        let quoted = String(repeating: "'='.", count: 40_000)
        for text in [
            "\(dots)a = 1", "[\(dots)a]", "x = \(brackets)", "x = { \(dots)a = 1 }", "\(quoted)a = 1",
            "x = 1\n\(dots)a = 1\n= 3", "[\(dots)a]\n]]",
        ] {
            #expect(error(text)?.message == "not valid TOML: nested more than 32 deep")
        }
        // What the locator does not understand never reaches the parser.
        #expect(error("\u{e9} = 1\n\(dots)a = 1\n= 3")?.line == 1)
        #expect(error("x = ]\n\(dots)a = 1\n= 3")?.line == 1)
        let header = Array(repeating: "a", count: 30).joined(separator: ".")
        #expect(error("[\(header)]\n\(header) = 1")?.message == "not valid TOML: nested more than 32 deep")
    }

    @Test("a file that is missing, or is not text, is refused by name")
    func files() throws {
        let path = NSTemporaryDirectory() + "toml-\(UUID().uuidString)"
        let missing = TestFiles.configurationError { _ = try TOMLDocument(path: path) }
        #expect(missing?.description.hasPrefix("\(path): cannot be opened: No such file or directory") == true)
        try Data([0x61, 0x3d, 0xff]).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let binary = TestFiles.configurationError { _ = try TOMLDocument(path: path) }
        #expect(binary?.message == "is not UTF-8 text")
        try Data("a = 1".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try TOMLDocument(path: path).root == ["a": .integer(1)])
        let directory = TestFiles.configurationError { _ = try TOMLDocument(path: NSTemporaryDirectory()) }
        #expect(directory?.message.hasPrefix("cannot be") == true)
    }
}
