import Glibc

/// Lines for whoever called, or for the journal.
enum StandardOutput {
    /// Writes one line; control characters, which could only come from a foreign file, are left out. A line that nobody
    /// can read is dropped.
    static func write(_ line: String) {
        let clean = String(String.UnicodeScalarView(line.unicodeScalars.filter { $0 == "\n" || $0.value >= 0x20 }))
        let bytes = [UInt8]((clean + "\n").utf8)
        _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
    }
}
