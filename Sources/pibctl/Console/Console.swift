/// Where a command's results and messages go: results to standard output, everything else to standard error.
struct Console: Sendable {
    /// What standard output and standard error are connected to.
    var terminal: Terminal
    /// Writes result text; throws ``OutputClosed`` once nobody reads it any more.
    var writeResult: @Sendable (String) throws -> Void
    /// Writes message text. A message nobody can read is dropped: it must never change what a command does.
    var writeMessage: @Sendable (String) -> Void

    /// Writes one line of results.
    func result(_ line: String) throws { try writeResult(line + "\n") }

    /// Writes one line of messages.
    func message(_ line: String) { writeMessage(line + "\n") }
}

/// The reader of standard output has gone away: there is nothing left to do and nothing wrong.
struct OutputClosed: Error {}
