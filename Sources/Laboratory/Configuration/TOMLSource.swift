/// Where the values of a document come from: what an error needs to say so.
struct TOMLSource: Sendable {
    /// The file's name.
    let file: String
    /// Line of each key by its full path.
    let lines: [String: Int]
    /// The override that set a key, by the key's full path.
    var overrides: [String: String] = [:]

    /// An error at the key with this path; it names the file and line, or the override.
    func error(_ path: [String], _ message: String, remedy: String) -> ConfigurationError {
        let key = path.joined(separator: ".")
        if let text = overrides[key] {
            return ConfigurationError(
                file: nil, key: key, line: nil, message: "in the override \"\(text)\": \(message)", remedy: remedy)
        }
        return ConfigurationError(
            file: file, key: key.isEmpty ? nil : key, line: lines[key], message: message, remedy: remedy)
    }
}
