import Foundation

/// The interface file, read with the simplest means: enough to compare the messages with it.
enum InterfaceFile {
    /// Members by type name, `?` before the type of an optional one.
    static let types = declarations("type")
    /// Parameters and reply by method name.
    static let methods: [String: (parameters: [String: String], reply: [String: String])] = {
        var found: [String: (parameters: [String: String], reply: [String: String])] = [:]
        for match in text.matches(of: /method (\w+)\(([^)]*)\) -> \(([^)]*)\)/) {
            found[String(match.1)] = (members(match.2), members(match.3))
        }
        return found
    }()
    /// Parameters by qualified error name.
    static let errors = Dictionary(
        uniqueKeysWithValues: declarations("error").map { ("io.pibd.Lab." + $0.key, $0.value) })

    private static let text: String = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/ControlInterface/io.pibd.Lab.varlink").standardizedFileURL
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    }()

    private static func declarations(_ keyword: String) -> [String: [String: String]] {
        var found: [String: [String: String]] = [:]
        for match in text.matches(of: /(type|error) (\w+) ?\(([^)]*)\)/) where match.1 == keyword {
            found[String(match.2)] = members(match.3)
        }
        return found
    }

    private static func members(_ list: Substring) -> [String: String] {
        var members: [String: String] = [:]
        for match in list.matches(of: /(\w+): ([\w?\[\]]+)/) { members[String(match.1)] = String(match.2) }
        return members
    }
}
