/// Parses one JSON number: an integer where it is written as one and fits into Int64, else the nearest double.
struct JSONNumberParser {
    let bytes: [UInt8]
    /// Where the number starts; after ``parse()``, the first byte behind it.
    var index: Int

    mutating func parse() throws(JSONError) -> JSONValue {
        let start = index
        if skip("-") == false, digits() == 0 { throw JSONError("a digit expected", at: index) }
        let isNegative = bytes[start] == UInt8(ascii: "-")
        let firstDigit = isNegative ? start + 1 : start
        if isNegative, digits() == 0 { throw JSONError("a digit expected after '-'", at: index) }
        if bytes[firstDigit] == UInt8(ascii: "0"), index > firstDigit + 1 {
            throw JSONError("a number has leading zeros", at: start)
        }
        var isInteger = true
        if skip(".") {
            isInteger = false
            if digits() == 0 { throw JSONError("a digit expected after '.'", at: index) }
        }
        if skip("e") || skip("E") {
            isInteger = false
            if !skip("+") { _ = skip("-") }
            if digits() == 0 { throw JSONError("a digit expected in the exponent", at: index) }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else {
            throw JSONError("a number is too large for a double", at: start)
        }
        return .double(value)
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] { index += 1 }
        return index - start
    }
}
