/// Parses the varlink interface definition language (varlink.org/Interface-Definition).
struct InterfaceParser {
    struct Declarations {
        var name = ""
        var types: [String: VarlinkType] = [:]
        /// Method to the parameters of its call.
        var calls: [String: [VarlinkType.Field]] = [:]
    }

    private var scanner: InterfaceScanner
    private var token = InterfaceScanner.Token.end
    private var line = 1
    private var depth = 0
    private var declarations = Declarations()
    private var declaredNames: Set<String> = []
    /// Types used, with the line of their first use.
    private var usedTypes: [String: Int] = [:]

    init(_ text: String) {
        scanner = InterfaceScanner(text)
    }

    mutating func parse() throws(VarlinkInterfaceError) -> Declarations {
        try advance()
        try keyword("interface")
        declarations.name = try interfaceName()
        while token != .end { try declaration() }
        for (name, line) in usedTypes.sorted(by: { $0.value < $1.value }) where declarations.types[name] == nil {
            throw VarlinkInterfaceError("type \(name) is not declared", line: line)
        }
        return declarations
    }

    private mutating func declaration() throws(VarlinkInterfaceError) {
        let kind = try word()
        let name = try declaredName()
        switch kind {
        case "type":
            declarations.types[name] = try structureOrEnumeration()
        case "method":
            declarations.calls[name] = try fields()
            guard token == .arrow else { throw unexpected("'->'") }
            try advance()
            _ = try fields()
        case "error":
            _ = try fields()
        default:
            throw VarlinkInterfaceError("\"\(kind)\" is neither type, method nor error", line: line)
        }
    }

    private mutating func fields() throws(VarlinkInterfaceError) -> [VarlinkType.Field] {
        guard case .structure(let fields) = try structureOrEnumeration() else {
            throw VarlinkInterfaceError("every field needs a type", line: line)
        }
        return fields
    }

    private mutating func type() throws(VarlinkInterfaceError) -> VarlinkType {
        guard depth < 32 else { throw VarlinkInterfaceError("types nested deeper than 32 levels", line: line) }
        depth += 1
        defer { depth -= 1 }
        switch token {
        case .punctuation("?"):
            try advance()
            if token == .punctuation("?") { throw VarlinkInterfaceError("optional twice", line: line) }
            return .optional(try type())
        case .punctuation("["):
            try advance()
            if try take("]") { return .array(try type()) }
            try keyword("string")
            try expect("]")
            return .map(try type())
        case .punctuation("("):
            return try structureOrEnumeration()
        default:
            return try simpleType()
        }
    }

    private mutating func simpleType() throws(VarlinkInterfaceError) -> VarlinkType {
        let name = try word()
        switch name {
        case "bool": return .bool
        case "int": return .int
        case "float": return .float
        case "string": return .string
        case "object": return .object
        default:
            guard name.wholeMatch(of: /[A-Z][A-Za-z0-9]*/) != nil else {
                throw VarlinkInterfaceError("\"\(name)\" is no type", line: line)
            }
            usedTypes[name] = usedTypes[name] ?? line
            return .named(name)
        }
    }

    /// `(a: int, b: string)`, `(one, two)` or `()`, which is an empty structure.
    private mutating func structureOrEnumeration() throws(VarlinkInterfaceError) -> VarlinkType {
        try expect("(")
        if try take(")") { return .structure([]) }
        var names: [String] = []
        var fields: [VarlinkType.Field] = []
        repeat {
            let name = try word()
            guard name.wholeMatch(of: /[A-Za-z](_?[A-Za-z0-9])*/) != nil, !names.contains(name) else {
                throw VarlinkInterfaceError("field \"\(name)\" is ill-formed or comes twice", line: line)
            }
            names.append(name)
            if try take(":") { fields.append(VarlinkType.Field(name: name, type: try type())) }
        } while try take(",")
        try expect(")")
        guard fields.isEmpty || fields.count == names.count else {
            throw VarlinkInterfaceError("some fields have a type and some have not", line: line)
        }
        return fields.isEmpty ? .enumeration(names) : .structure(fields)
    }
}

extension InterfaceParser {
    private mutating func advance() throws(VarlinkInterfaceError) {
        token = try scanner.next()
        line = scanner.line
    }

    private mutating func word() throws(VarlinkInterfaceError) -> String {
        guard case .word(let word) = token else { throw unexpected("a name") }
        try advance()
        return word
    }

    private mutating func keyword(_ wanted: String) throws(VarlinkInterfaceError) {
        guard token == .word(wanted) else { throw unexpected("\"\(wanted)\"") }
        try advance()
    }

    private mutating func take(_ character: Character) throws(VarlinkInterfaceError) -> Bool {
        guard token == .punctuation(character) else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ character: Character) throws(VarlinkInterfaceError) {
        guard try take(character) else { throw unexpected("'\(character)'") }
    }

    private mutating func interfaceName() throws(VarlinkInterfaceError) -> String {
        let name = try word()
        guard name.wholeMatch(of: /[A-Za-z](-*[A-Za-z0-9])*(\.[A-Za-z0-9](-*[A-Za-z0-9])*)+/) != nil else {
            throw VarlinkInterfaceError("\"\(name)\" is no reverse-domain name of an interface", line: line)
        }
        return name
    }

    private mutating func declaredName() throws(VarlinkInterfaceError) -> String {
        let name = try word()
        guard name.wholeMatch(of: /[A-Z][A-Za-z0-9]*/) != nil else {
            throw VarlinkInterfaceError("\"\(name)\" does not start with a capital or holds signs", line: line)
        }
        guard declaredNames.insert(name).inserted else {
            throw VarlinkInterfaceError("\(name) is declared twice", line: line)
        }
        return name
    }

    private func unexpected(_ wanted: String) -> VarlinkInterfaceError {
        let found =
            switch token {
            case .word(let word): "\"\(word)\""
            case .arrow: "'->'"
            case .punctuation(let character): "'\(character)'"
            case .end: "the end"
            }
        return VarlinkInterfaceError("\(wanted) expected, \(found) found", line: line)
    }
}
