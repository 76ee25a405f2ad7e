import Testing

@testable import Laboratory

@Suite("Checking tables against a schema")
struct TOMLSectionTests {
    private let schema = TOMLSchema([
        .init("text", .string(), "a text"),
        .init("colour", .string(choices: ["red", "green"]), "a colour"),
        .init("count", .integer(1...10), default: .integer(4), "a count |n|"),
        .init("ratio", .number(.above(0, to: 1)), "a ratio"),
        .init("many", .numbers(.atLeast(0)), "numbers"),
        .init("bias", .quantity(.voltage, .from(0, to: 2)), default: .string("0.5 V"), "a voltage"),
        .init("on", .boolean, "a switch"),
        .init("inner", .table(TOMLSchema([.init("depth", .integer(0...9), "a depth")])), "a table"),
        .init("row", .tables(TOMLSchema([.required("id", .string(), "an id")]), prefix: "row"), "tables"),
    ])

    private func read(_ text: String) throws -> TOMLSection {
        try TOMLDocument(text: text, file: "a.toml").checked(against: schema)
    }

    private func error(_ text: String) -> String? {
        TestFiles.configurationError { _ = try read(text) }?.description
    }

    @Test("typed values come out as they are written")
    func values() throws {
        let section = try read(
            """
            text = "x"
            colour = "green"
            count = 10
            ratio = 1
            many = [0, 2.5]
            bias = "200 mV"
            on = false
            inner = { depth = 3 }
            [[row]]
            id = "a"
            """)
        #expect(try section.string("text") == "x")
        #expect(try section.string("colour") == "green")
        #expect(try section.integer("count") == 10)
        #expect(try section.number("ratio") == 1)
        #expect(try section.numbers("many", count: 2) == [0, 2.5])
        #expect(try section.quantity("bias") == 0.2)
        #expect(try section.boolean("on") == false)
        #expect(try section.section("inner").integer("depth") == 3)
        #expect(try section.sections("row").map { try $0.string("id") } == ["a"])
    }

    @Test("defaults stand in for keys that are not written; keys without one are missing by name")
    func defaults() throws {
        let section = try read("")
        #expect(try section.integer("count") == 4)
        #expect(try section.quantity("bias") == 0.5)
        #expect(!section.isWritten("count"))
        #expect(section.sections("row").isEmpty)
        let missing = TestFiles.configurationError { _ = try section.string("text") }
        #expect(missing?.description == "a.toml: text: the key \"text\" is missing; add \"text = ...\", a string")
    }

    @Test(
        "a wrong type is named with what was found",
        arguments: [
            ("text = 3", "text: expected a string, found the integer 3"),
            ("count = \"x\"", "count: expected an integer from 1 to 10, found the string \"x\""),
            ("count = 2.0", "count: expected an integer from 1 to 10, found the number 2.0"),
            ("ratio = true", "ratio: expected a number above 0 to 1, found true"),
            ("on = 1", "on: expected true or false, found the integer 1"),
            ("many = [1, \"x\"]", "many: expected a number from 0, or an array of them, found the string \"x\""),
            ("row = [1]", "row: expected an array of tables, found an array of other values"),
            ("text = []", "text: expected a string, found an array"),
            ("text = {}", "text: expected a string, found a table"),
        ])
    func types(text: String, message: String) {
        #expect(error("# first\n" + text)?.hasPrefix("a.toml:2: \(message); ") == true, "\(error(text) ?? "accepted")")
    }

    @Test(
        "a value out of range is named with the range",
        arguments: [
            ("count = 11", "count: expected an integer from 1 to 10, found 11"),
            ("count = -9223372036854775808", "count: expected an integer from 1 to 10, found -9223372036854775808"),
            ("ratio = 0", "ratio: expected a number above 0 to 1, found 0.0"),
            ("ratio = nan", "ratio: expected a number above 0 to 1, found nan"),
            ("many = -1", "many: expected a number from 0, or an array of them, found -1.0"),
            ("many = inf", "many: expected a number from 0, or an array of them, found inf"),
            ("bias = \"2.1 V\"", "bias: expected a voltage from 0 to 2 V, found \"2.1 V\""),
            ("text = \"\"", "text: expected a string, found nothing in the quotes"),
        ])
    func ranges(text: String, message: String) {
        #expect(error(text)?.hasPrefix("a.toml:1: \(message); ") == true, "\(error(text) ?? "accepted")")
    }

    @Test("a quantity without its unit, or with another one, is refused with the units that will do")
    func units() {
        for value in ["0.2", "\"0.2\"", "\"0.2 s\"", "\"0.2 volts\""] {
            let error = TestFiles.configurationError { _ = try read("bias = \(value)") }
            #expect(error?.message.hasPrefix("expected a voltage from 0 to 2 V with its unit, found the ") == true)
            #expect(error?.remedy == "write a number and a unit (V, mV, uV), for instance \"1 V\"")
        }
    }

    @Test(
        "an unknown key is named with its path, its line and the nearest valid one",
        arguments: [
            ("cuont = 3", "a.toml:1: cuont: unknown key; did you mean \"count\"?"),
            ("[inner]\ndept = 3", "a.toml:2: inner.dept: unknown key; did you mean \"depth\"?"),
            (
                "[[row]]\nid = \"a\"\n[[row]]\nid = \"b\"\nidd = 1",
                "a.toml:5: row.1.idd: unknown key; did you mean \"id\"?"
            ),
            ("depth = 3", "a.toml:1: depth: unknown key; it belongs into [inner]"),
            ("id = 3", "a.toml:1: id: unknown key; it belongs into [[row]]"),
            ("[inner]\nvoltage = 1", "a.toml:2: inner.voltage: unknown key; known here: depth"),
        ])
    func unknown(text: String, message: String) {
        #expect(error(text) == message)
    }

    @Test("a word that is not among the choices is named with the nearest one")
    func choices() {
        let message = "a.toml:1: colour: expected one of \"red\", \"green\", found the string \"grean\""
        #expect(error("colour = \"grean\"") == "\(message); did you mean \"green\"?")
        #expect(error("colour = \"blue\"")?.hasSuffix("found the string \"blue\"; colour: a colour") == true)
    }

    @Test("a missing required key is reported at its table")
    func required() {
        #expect(
            error("count = 1\n[[row]]\n") == "a.toml:2: row.0.id: the key \"id\" is missing; "
                + "add \"id = ...\" in this table, a string")
    }

    @Test("single brackets where double ones belong are recognised")
    func brackets() {
        #expect(
            error("[row]\nid = \"a\"")
                == "a.toml:1: row: expected tables in double brackets, found [row]; write [[row]]")
    }

    @Test("the first mistake of the file is the one that is reported")
    func order() {
        #expect(error("on = 1\ncount = 0\nxyz = 1")?.contains("a.toml:1:") == true)
        #expect(error("xyz = 1\ncount = 0")?.contains("a.toml:1:") == true)
    }

    @Test("numbers must be as many as there are tables, or one for all")
    func numbers() throws {
        #expect(try read("many = 2").numbers("many", count: 3) == [2, 2, 2])
        let section = try read("many = [1]")
        let error = TestFiles.configurationError { _ = try section.numbers("many", count: 3) }
        #expect(error?.message == "expected 3 numbers, found 1")
    }

    @Test("the reference lists every key with its default and meaning")
    func reference() {
        let reference = schema.reference()
        #expect(reference.contains("| `count` | an integer from 1 to 10 | `4` | a count \\|n\\| |"))
        #expect(reference.contains("| `bias` | a voltage from 0 to 2 V | `\"0.5 V\"` | a voltage |"))
        #expect(reference.contains("### `[[row]]`"))
        #expect(reference.contains("| `id` | a string | required | an id |"))
    }
}
