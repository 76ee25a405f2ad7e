import ControlInterface
import Testing

@Suite("Varlink interface files")
struct VarlinkInterfaceTests {
    private let text = """
        # A test.
        interface org.example.more-tests

        type Kind (one, two)
        type Point (x: float, y: float, label: ?string)
        type Tree (children: []Tree)

        method Empty() -> ()
        method Draw(points: []Point, kind: Kind, count: int, on: bool, tags: ?[string]string, set: ?[string](),
          any: ?object, nested: ?(deep: (bool: bool))) -> (area: float) # the end
        method Grow(tree: Tree) -> ()
        error Failed (reason: string)
        """

    private let drawing: [String: JSONValue] = [
        "points": [["x": 1, "y": 2.5]], "kind": "two", "count": 3, "on": true,
    ]

    @Test("name and methods are read")
    func declarations() throws {
        let interface = try VarlinkInterfaceDescription(parsing: text)
        #expect(interface.name == "org.example.more-tests")
        #expect(interface.methods == ["Draw", "Empty", "Grow"])
        #expect(interface.text == text)
    }

    @Test("parameters that fit are accepted, absent or null where optional")
    func accepted() throws {
        let interface = try VarlinkInterfaceDescription(parsing: text)
        let draw = "org.example.more-tests.Draw"
        try interface.validate(nil, of: "org.example.more-tests.Empty")
        try interface.validate(.object(drawing), of: draw)
        let more: [String: JSONValue] = [
            "tags": ["a": "b"], "set": ["one": [:]], "any": ["free": [1]], "nested": ["deep": ["bool": false]],
            "count": 4.0,
        ]
        try interface.validate(.object(drawing.merging(more) { $1 }), of: draw)
        try interface.validate(.object(drawing.merging(["tags": nil, "nested": nil]) { $1 }), of: draw)
        try interface.validate(["tree": ["children": [["children": []]]]], of: "org.example.more-tests.Grow")
    }

    @Test(
        "a parameter that does not fit is named",
        arguments: [
            ("count", "x", "count"), ("count", 2.5, "count"), ("count", nil, "count"), ("on", 1, "on"),
            ("kind", "three", "kind"), ("kind", 1, "kind"), ("points", [:], "points"), ("tags", ["a": 1], "tags.a"),
            ("points", [["x": 1, "y": 2], ["x": 1]], "points[1].y"), ("points", [["x": 1, "y": true]], "points[0].y"),
            ("points", [["x": 1, "y": 2, "z": 3]], "points[0].z"), ("colour", "red", "colour"), ("any", [], "any"),
            ("set", ["one": ["x": 1]], "set.one.x"), ("nested", ["deep": [:]], "nested.deep.bool"),
        ] as [(String, JSONValue, String)])
    func refused(parameter: String, value: JSONValue, path: String) throws {
        let interface = try VarlinkInterfaceDescription(parsing: text)
        let error = #expect(throws: VarlinkError.self) {
            try interface.validate(
                .object(drawing.merging([parameter: value]) { $1 }), of: "org.example.more-tests.Draw")
        }
        #expect(error?.name == "org.varlink.service.InvalidParameter")
        #expect(error?.parameters["parameter"] == .string(path))
    }

    @Test("a method that is not declared is not found")
    func unknownMethod() throws {
        let interface = try VarlinkInterfaceDescription(parsing: text)
        for method in ["org.example.more-tests.Erase", "org.example.more-testsDraw", "org.example.Draw", ""] {
            let error = #expect(throws: VarlinkError.self) { try interface.validate([:], of: method) }
            #expect(error?.name == "org.varlink.service.MethodNotFound")
        }
    }

    @Test(
        "an ill-formed file is refused with the line",
        arguments: [
            ("", 1), ("interface", 1), ("interface nodots", 1), ("type A ()", 1),
            ("interface a.b\ntype a ()", 2), ("interface a.b\ntype A (x: Missing)", 2),
            ("interface a.b\ntype A ()\n\ntype A ()", 4), ("interface a.b\nmethod A()", 2),
            ("interface a.b\nmethod A() -> (one, two)", 2), ("interface a.b\ntype A (x: int, y)", 2),
            ("interface a.b\ntype A (x: int, x: int)", 2), ("interface a.b\ntype A (x: ??int)", 2),
            ("interface a.b\ntype A (x: [int]int)", 2), ("interface a.b\ntype A (x: int", 2),
            ("interface a.b\ntype A (x_: int)", 2), ("interface a.b\ntype A (x: integer)", 2),
            ("interface a.b\nenum A ()", 2), ("interface a.b\ntype A (x: int;)", 2), ("interface a.b\n# é\n§", 3),
        ])
    func illFormed(text: String, line: Int) {
        let error = #expect(throws: VarlinkInterfaceError.self) { try VarlinkInterfaceDescription(parsing: text) }
        #expect(error?.line == line)
    }

    @Test("types nested without end are refused before they overflow the stack")
    func depth() {
        let text = "interface a.b\ntype A (x: " + String(repeating: "[]", count: 100_000) + "int)"
        #expect(throws: VarlinkInterfaceError.self) { try VarlinkInterfaceDescription(parsing: text) }
        let nested = "interface a.b\ntype A " + String(repeating: "(x: ", count: 100_000)
        #expect(throws: VarlinkInterfaceError.self) { try VarlinkInterfaceDescription(parsing: nested) }
    }
}
