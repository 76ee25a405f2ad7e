/// Holds a message against the recorded one.
struct MessageComparison {
    let dialect: any WireDialect

    /// Whether `got` is what was recorded, but for what may differ.
    static func agree(_ expected: WireMessage, _ got: WireMessage) -> Bool {
        let (left, right) = compared(expected, got)
        return left == right
    }

    /// The difference in fields and in bytes.
    func explanation(_ expected: WireMessage, _ got: WireMessage) -> [String] {
        let (left, right) = Self.compared(expected, got)
        let position = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(left.count, right.count)
        return fields(expected, got) + Self.bytes(left, right, at: position)
    }

    private static func compared(_ expected: WireMessage, _ got: WireMessage) -> ([UInt8], [UInt8]) {
        if let left = expected.content, let right = got.content { return (left, right) }
        return (expected.bytes, got.bytes)
    }

    private func fields(_ expected: WireMessage, _ got: WireMessage) -> [String] {
        let left = dialect.fields(of: expected, .outbound)
        let right = dialect.fields(of: got, .outbound)
        // Against bytes that are no message there is nothing to hold the fields.
        guard !left.isEmpty, !right.isEmpty else { return [] }
        var lines: [String] = []
        var differing = 0
        for index in 0..<max(left.count, right.count) {
            let (old, new) = (left.at(index), right.at(index))
            guard old != new else { continue }
            differing += 1
            guard differing <= 8 else { continue }
            if let old, let new, old.name == new.name {
                lines.append("\(old.name): expected \(old.value), got \(new.value)")
            } else {
                lines.append("expected \(Self.words(old)), got \(Self.words(new))")
            }
        }
        return differing > 8 ? lines + ["and \(differing - 8) more fields"] : lines
    }

    private static func words(_ field: WireField?) -> String {
        field.map { "\($0.name) \($0.value)" } ?? "nothing more"
    }

    /// Up to 16 bytes of each around the first that differs, and an arrow under it.
    private static func bytes(_ expected: [UInt8], _ got: [UInt8], at position: Int) -> [String] {
        let start = max(0, position - 7)
        func text(_ bytes: [UInt8]) -> String {
            let shown = bytes.dropFirst(start).prefix(16)
            let pairs = shown.map { Hexadecimal.text([$0]) }.joined(separator: " ")
            return (start > 0 ? "... " : "") + pairs + (start + shown.count < bytes.count ? " ..." : "")
        }
        let indent = String(repeating: " ", count: (start > 0 ? 4 : 0) + 3 * (position - start))
        return [
            "expected  \(text(expected))", "got       \(text(got))",
            "          \(indent)^^ byte \(position) of \(expected.count)"
                + (expected.count == got.count ? "" : ", \(got.count) came"),
        ]
    }
}

extension Array {
    fileprivate func at(_ index: Int) -> Element? { index < count ? self[index] : nil }
}
