/// The values of a resolved experiment by their paths, read from the TOML that the daemon writes: one value a line,
/// below the header of its table.
enum ConfigurationLines {
    /// Pairs of path and value in the order of the text; the tables of an array are counted from 1, `unit.2.outputs`.
    static func values(_ text: String) -> [(path: String, value: String)] {
        var values: [(String, String)] = []
        var table = ""
        var counts: [Substring: Int] = [:]
        for line in text.split(separator: "\n") {
            if line.hasPrefix("[["), line.hasSuffix("]]") {
                let name = line.dropFirst(2).dropLast(2)
                counts[name, default: 0] += 1
                table = "\(name).\(counts[name, default: 1])."
            } else if line.hasPrefix("["), line.hasSuffix("]") {
                table = "\(line.dropFirst().dropLast())."
            } else if let equals = line.firstRange(of: " = ") {
                values.append((table + line[..<equals.lowerBound], String(line[equals.upperBound...])))
            }
        }
        return values
    }
}
