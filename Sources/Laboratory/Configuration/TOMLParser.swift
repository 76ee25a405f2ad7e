import Foundation
import TOMLKit

/// Turns hostile text into a tree of `TOMLNode`.
enum TOMLParser {
    /// Longest text accepted [bytes]; real files are a hundredth of it.
    static let maximumLength = 256 * 1024
    /// Deepest nesting of tables and arrays accepted.
    static let maximumDepth = 32

    /// The root table of `text`; throws `ConfigurationError` with the line of the first mistake.
    static func parse(_ text: String, file: String) throws -> (root: [String: TOMLNode], lines: [String: Int]) {
        func failure(_ line: Int?, _ message: String, _ remedy: String) -> ConfigurationError {
            ConfigurationError(file: file, key: nil, line: line, message: message, remedy: remedy)
        }
        guard text.utf8.count <= maximumLength else {
            throw failure(
                nil, "the text is \(text.utf8.count) bytes long", "keep it below \(maximumLength) bytes")
        }
        // TOMLKit hands strings through C and would cut them silently at a NUL.
        guard !text.utf8.contains(0), !text.contains("\\u0000"), !text.contains("\\U00000000") else {
            throw failure(nil, "the text contains a NUL character", "remove it")
        }
        let lines = text.replacing("\r\n", with: "\n")
        var scanner = TOMLScanner(lines)
        if let problem = scanner.scan(maximumDepth: maximumDepth) {
            throw failure(scanner.line, "not valid TOML: \(problem)", "see https://toml.io")
        }
        do {
            guard let root = tree(try TOMLTable(string: lines), depth: 0) else {
                throw failure(nil, "not valid TOML: nested more than \(maximumDepth) deep", "see https://toml.io")
            }
            return (root, scanner.lines)
        } catch let error as TOMLParseError {
            throw failure(error.source.begin.line, "not valid TOML: \(error.description)", "see https://toml.io")
        }
    }

    private static func tree(_ table: TOMLTable, depth: Int) -> [String: TOMLNode]? {
        guard depth < maximumDepth else { return nil }
        var nodes: [String: TOMLNode] = [:]
        for key in table.keys {
            guard let value = table[key], let node = node(value, depth: depth + 1) else { return nil }
            nodes[key] = node
        }
        return nodes
    }

    private static func node(_ value: any TOMLValueConvertible, depth: Int) -> TOMLNode? {
        guard depth < maximumDepth else { return nil }
        switch value.type {
        case .string: return value.string.map(TOMLNode.string)
        case .int: return value.int.map(TOMLNode.integer)
        case .double: return value.double.map(TOMLNode.number)
        case .bool: return value.bool.map(TOMLNode.boolean)
        case .date, .time, .dateTime: return nil
        case .table: return value.table.flatMap { tree($0, depth: depth) }.map(TOMLNode.table)
        case .array:
            guard let array = value.array else { return nil }
            var nodes: [TOMLNode] = []
            for element in array {
                guard let node = node(element, depth: depth + 1) else { return nil }
                nodes.append(node)
            }
            return .array(nodes)
        }
    }
}
