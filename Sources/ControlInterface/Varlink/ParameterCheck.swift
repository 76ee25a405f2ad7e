/// Compares JSON with declared types. The JSON's depth is bounded by the parser, and with it the recursion here.
struct ParameterCheck {
    let types: [String: VarlinkType]

    func check(_ value: JSONValue, fits fields: [VarlinkType.Field], at path: String) throws(VarlinkError) {
        guard case .object(let members) = value else { throw mismatch(value, "an object", path) }
        let prefix = path.isEmpty ? "" : path + "."
        for field in fields {
            try check(members[field.name] ?? .null, fits: field.type, at: prefix + field.name)
        }
        let declared = Set(fields.map(\.name))
        if let unknown = members.keys.filter({ !declared.contains($0) }).min() {
            throw .invalidParameter(
                prefix + unknown,
                "unknown parameter \"\(prefix + unknown)\"; there are: \(fields.map(\.name).joined(separator: ", "))")
        }
    }

    private func check(_ value: JSONValue, fits type: VarlinkType, at path: String) throws(VarlinkError) {
        switch (type, value) {
        case (.bool, .bool), (.int, .int), (.float, .int), (.float, .double), (.string, .string), (.object, .object),
            (.optional, .null):
            return
        case (.int, .double(let number)) where Int64(exactly: number) != nil:
            return
        case (.optional(let wrapped), _):
            try check(value, fits: wrapped, at: path)
        case (.named(let name), _):
            guard let type = types[name] else { throw mismatch(value, name, path) }
            try check(value, fits: type, at: path)
        case (.array(let element), .array(let values)):
            for (index, value) in values.enumerated() { try check(value, fits: element, at: "\(path)[\(index)]") }
        case (.map(let element), .object(let members)):
            for (key, value) in members { try check(value, fits: element, at: "\(path).\(key)") }
        case (.structure(let fields), .object):
            try check(value, fits: fields, at: path)
        case (.enumeration(let names), .string(let name)):
            guard names.contains(name) else {
                throw .invalidParameter(path, "parameter \"\(path)\" is one of: \(names.joined(separator: ", "))")
            }
        default:
            throw mismatch(value, type.wanted, path)
        }
    }

    private func mismatch(_ value: JSONValue, _ wanted: String, _ path: String) -> VarlinkError {
        let found = value == .null ? "it is missing" : "\(value.kind) was given"
        return .invalidParameter(path, "parameter \"\(path)\" must be \(wanted); \(found)")
    }
}

extension VarlinkType {
    /// The type for messages.
    fileprivate var wanted: String {
        switch self {
        case .bool: "a bool"
        case .int: "an int"
        case .float: "a float"
        case .string: "a string"
        case .enumeration(let names): "one of \(names.joined(separator: ", "))"
        case .array: "an array"
        case .object, .map, .structure: "an object"
        case .named(let name): "of type \(name)"
        case .optional(let wrapped): wrapped.wanted
        }
    }
}
