/// The beginning of an HTTP/1 request (RFC 9112): what a server of one page needs of it.
struct HTTPRequestHead: Equatable {
    /// A request whose head is longer is refused.
    static let longestBytes = 8192

    let method: String
    /// Without the query.
    let path: String

    /// Why there is no answer but an error.
    enum Problem: Error, Equatable {
        case malformed
        case tooLong
    }

    /// The head in `bytes`, which came so far; nil while it is incomplete. Throws ``Problem``.
    init?(_ bytes: [UInt8]) throws(Problem) {
        guard let end = Self.end(of: bytes) else {
            guard bytes.count <= Self.longestBytes else { throw .tooLong }
            // Whoever speaks no HTTP at all is not waited for.
            guard bytes.first.map({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }) ?? true else { throw .malformed }
            return nil
        }
        guard end <= Self.longestBytes else { throw .tooLong }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[1].first == UInt8(ascii: "/"),
            words[2].starts(with: Array("HTTP/1.".utf8)), words[2].count == 8,
            line.allSatisfy({ 0x20..<0x7F ~= $0 })
        else { throw .malformed }
        method = String(decoding: words[0], as: UTF8.self)
        path = String(decoding: words[1].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// How long the head is with the empty line that ends it.
    private static func end(of bytes: [UInt8]) -> Int? {
        var lineStart = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            let lineEnd = index > 0 && bytes[index - 1] == UInt8(ascii: "\r") ? index - 1 : index
            if lineEnd == lineStart, lineStart > 0 { return index + 1 }
            lineStart = index + 1
        }
        return nil
    }
}
