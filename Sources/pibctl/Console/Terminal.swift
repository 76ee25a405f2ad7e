import Glibc

/// What the two output streams are connected to, and what can be shown there.
struct Terminal: Sendable, Equatable {
    var outputIsTerminal: Bool
    var messagesAreTerminal: Bool
    /// Width of the messages' terminal in characters.
    var columns: Int
    /// Whether characters beyond ASCII can be shown.
    var unicode: Bool

    /// Nothing is a terminal: plain lines.
    static let none = Terminal(outputIsTerminal: false, messagesAreTerminal: false, columns: 80, unicode: true)

    /// Asks the process's own streams and locale.
    static func detected(environment: [String: String]) -> Terminal {
        let dumb = environment["TERM"] == "dumb"
        return Terminal(
            outputIsTerminal: isatty(STDOUT_FILENO) == 1 && !dumb,
            messagesAreTerminal: isatty(STDERR_FILENO) == 1 && !dumb,
            columns: width(of: STDERR_FILENO) ?? 80,
            unicode: isUnicode(environment))
    }

    /// POSIX order: LC_ALL before LC_CTYPE before LANG, the first one that is not empty.
    static func isUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
    }

    private static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
