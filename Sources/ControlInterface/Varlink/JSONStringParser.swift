/// Parses one JSON string from behind its opening quote.
struct JSONStringParser {
    let bytes: [UInt8]
    /// The first byte behind the opening quote; after ``parse()``, the first behind the closing one.
    var index: Int

    mutating func parse() throws(JSONError) -> String {
        let start = index
        // Most strings, and all tensors, hold no escape: they are validated and copied in one piece.
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = try text(bytes[start..<index], at: start)
                index += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try unescaped(from: start) }
            guard byte >= 0x20 else { throw JSONError("a control character in a string", at: index) }
            index += 1
        }
        throw JSONError("a string does not end", at: start - 1)
    }

    private mutating func unescaped(from start: Int) throws(JSONError) -> String {
        var utf8 = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(utf8[...], at: start)
            case UInt8(ascii: "\\"): try appendEscaped(to: &utf8)
            case 0..<0x20: throw JSONError("a control character in a string", at: index - 1)
            default: utf8.append(byte)
            }
        }
        throw JSONError("a string does not end", at: start - 1)
    }

    private func text(_ utf8: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw JSONError("a string is not UTF-8", at: start)
        }
        return text
    }

    private mutating func appendEscaped(to utf8: inout [UInt8]) throws(JSONError) {
        guard index < bytes.count else { throw JSONError("a string does not end", at: index) }
        let escape = bytes[index]
        index += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): utf8.append(escape)
        case UInt8(ascii: "b"): utf8.append(0x08)
        case UInt8(ascii: "f"): utf8.append(0x0C)
        case UInt8(ascii: "n"): utf8.append(0x0A)
        case UInt8(ascii: "r"): utf8.append(0x0D)
        case UInt8(ascii: "t"): utf8.append(0x09)
        case UInt8(ascii: "u"): utf8.append(contentsOf: String(Character(try scalar())).utf8)
        default: throw JSONError("an unknown escape in a string", at: index - 2)
        }
    }

    /// The scalar of a `\u` escape, or of the surrogate pair it opens.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let start = index - 2
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[index...].starts(with: "\\u".utf8) else {
            throw JSONError("half a surrogate pair in a string", at: start)
        }
        index += 2
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONError("half a surrogate pair in a string", at: start) }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue,
                bytes[index] < 0x80
            else { throw JSONError("four hexadecimal digits expected", at: index) }
            value = value << 4 + UInt32(digit)
            index += 1
        }
        return value
    }
}
