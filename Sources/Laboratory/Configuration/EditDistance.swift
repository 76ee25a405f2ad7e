/// How far apart two words are, to guess which one was meant.
enum EditDistance {
    /// The one of `candidates` that `word` is most likely a misspelling of; nil when none is near.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard word.count <= 64 else { return nil }
        let measured = candidates.map { ($0, between(word.lowercased(), $0.lowercased())) }
        guard let (best, distance) = measured.min(by: { $0.1 < $1.1 }) else { return nil }
        return distance <= max(1, min(word.count, best.count) / 3) ? best : nil
    }

    /// Fewest insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (Damerau 1964; no
    /// part is edited twice).
    static func between(_ a: String, _ b: String) -> Int {
        let a = Array(a)
        let b = Array(b)
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var distance = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, beforeLast[j - 1] + 1) }
                row.append(distance)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
