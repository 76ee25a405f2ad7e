/// A varlink interface (varlink.org/Interface-Definition): its name, its text, and what the text declares.
public struct VarlinkInterfaceDescription: Sendable {
    /// The reverse-domain name, for example `io.pibd.Lab`.
    public let name: String
    /// The definition as written; clients get it from `org.varlink.service.GetInterfaceDescription`.
    public let text: String

    let types: [String: VarlinkType]
    let callTypes: [String: [VarlinkType.Field]]

    /// Parses an interface file.
    ///
    /// - Throws: ``VarlinkInterfaceError`` with the line: a syntax error, a name declared twice, a type that is used
    ///   but not declared.
    public init(parsing text: String) throws(VarlinkInterfaceError) {
        var parser = InterfaceParser(text)
        let declarations = try parser.parse()
        name = declarations.name
        types = declarations.types
        callTypes = declarations.calls
        self.text = text
    }

    /// The names of the methods, without the interface, in alphabetical order.
    public var methods: [String] { callTypes.keys.sorted() }

    /// Checks that the parameters of a call fit what the interface declares. Absent and null are the same, and
    /// allowed for optional parameters alone; an int is allowed where a float is declared.
    ///
    /// - Parameter method: The full name, interface included.
    /// - Throws: ``VarlinkError``: `MethodNotFound`, or `InvalidParameter` with the path of the first parameter that
    ///   is unknown, missing or of the wrong type.
    public func validate(_ parameters: JSONValue?, of method: String) throws(VarlinkError) {
        guard method.hasPrefix(name + "."), let fields = callTypes[String(method.dropFirst(name.count + 1))] else {
            throw .methodNotFound(method)
        }
        try ParameterCheck(types: types).check(parameters ?? [:], fits: fields, at: "")
    }
}
