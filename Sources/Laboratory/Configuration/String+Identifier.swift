extension String {
    /// True for a name that fits into a dotted path and a file name: a letter, then letters, digits, "-" and "_".
    var isIdentifier: Bool { wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]{0,63}/) != nil }
}
