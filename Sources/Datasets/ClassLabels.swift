/// The labels of a table as they are read: whole numbers, or names, never both.
struct ClassLabels {
    private var numbers: [Int] = []
    private var names: [String] = []

    /// Takes the next label; the result says what is wrong with it, if anything.
    mutating func append(_ text: String, number: Double?) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard let number else {
            guard numbers.isEmpty else { return "is '\(text.prefix(40))', while the labels before are numbers" }
            names.append(text)
            return nil
        }
        guard let label = Int(exactly: number) else { return "is \(text.prefix(40)), which is no class number" }
        guard names.isEmpty else { return "is the number \(label), while the labels before are names" }
        guard (0..<ClassCount.limit).contains(label) else {
            return "is \(label); classes count from 0 to at most \(ClassCount.limit - 1)"
        }
        numbers.append(label)
        return nil
    }

    /// The labels as classes: numbers as they are, names by their place in the sorted order of all names.
    func classes() -> [Int] {
        guard !names.isEmpty else { return numbers }
        let classes = Dictionary(uniqueKeysWithValues: Set(names).sorted().enumerated().map { ($1, $0) })
        return names.compactMap { classes[$0] }
    }
}
