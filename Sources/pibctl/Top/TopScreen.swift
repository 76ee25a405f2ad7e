@preconcurrency import Dispatch
import Glibc

/// A terminal that is redrawn in place, and given back as it was.
struct TopScreen {
    private let console: Console
    private let original: termios?

    /// Takes the terminal: its other screen, without a cursor, keys as they are pressed.
    init(_ console: Console) throws {
        self.console = console
        var settings = termios()
        if tcgetattr(STDIN_FILENO, &settings) == 0 {
            original = settings
            settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
            tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        } else {
            original = nil
        }
        try console.writeResult("\u{1B}[?1049h\u{1B}[?25l")
    }

    /// Shows these lines and nothing else; what is wider or longer than the terminal is cut.
    func show(_ lines: [String]) throws {
        let (rows, columns) = Self.size()
        let visible = lines.prefix(max(1, rows - 1)).map { String($0.prefix(columns)) + "\u{1B}[K" }
        try console.writeResult("\u{1B}[H" + visible.joined(separator: "\n") + "\n\u{1B}[J")
    }

    /// Gives the terminal back.
    func close() {
        // Somebody whose terminal is gone has nothing to be given back.
        try? console.writeResult("\u{1B}[?25h\u{1B}[?1049l")
        if var original { tcsetattr(STDIN_FILENO, TCSANOW, &original) }
    }

    /// The keys that are pressed from now on; ends with the input.
    static func keys() -> AsyncStream<Character> {
        AsyncStream { continuation in
            let source = DispatchSource.makeReadSource(
                fileDescriptor: STDIN_FILENO, queue: DispatchQueue(label: "io.pibd.pibctl.keys"))
            source.setEventHandler {
                var byte: UInt8 = 0
                if read(STDIN_FILENO, &byte, 1) == 1 {
                    continuation.yield(Character(UnicodeScalar(byte)))
                } else {
                    continuation.finish()
                }
            }
            continuation.onTermination = { _ in source.cancel() }
            source.resume()
        }
    }

    private static func size() -> (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (24, 80)
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}
