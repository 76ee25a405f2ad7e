/// Writing comma-separated values (RFC 4180).
public enum CSVLine {
    /// One line, with its end, of these fields; quoted where a comma, a quote or a line end demands it.
    public static func text(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        // Unicode scalars, not characters: a carriage return and line feed together are one character.
        guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
