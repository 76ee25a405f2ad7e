import Foundation

/// Results for programs: one JSON object a line.
enum JSONLine {
    /// `value` as one line of JSON with keys in alphabetical order.
    static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension Console {
    /// Writes `value` as one line of JSON.
    func json(_ value: some Encodable) throws { try result(JSONLine.encoded(value)) }
}
