extension Sequence<String> {
    /// The one that `word` was probably meant to be: the least letters to be put in and taken out, and less than half
    /// of them. The first of several; nil where none is near.
    func nearest(to word: String) -> String? {
        // A word from outside may be of any length; no name is near to a long one.
        guard word.utf8.count <= 64 else { return nil }
        let best = map { ($0, $0.difference(from: word).count) }.min { $0.1 < $1.1 }
        return best.flatMap { 2 * $0.1 < $0.0.count + word.count ? $0.0 : nil }
    }
}
