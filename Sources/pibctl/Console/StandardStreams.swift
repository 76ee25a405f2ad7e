import Glibc

extension Console {
    /// The process's own standard output and standard error.
    static func standard(environment: [String: String]) -> Console {
        Console(
            terminal: .detected(environment: environment),
            writeResult: { try StandardStreams.write($0, to: STDOUT_FILENO) },
            writeMessage: { text in
                // A message that cannot be delivered has nowhere else to go.
                _ = try? StandardStreams.write(text, to: STDERR_FILENO)
            })
    }
}

/// Writing to a descriptor in full.
enum StandardStreams {
    /// Writes all of `text`; throws ``OutputClosed`` on a closed pipe and ``CommandFailure`` on any other error.
    static func write(_ text: String, to descriptor: Int32) throws {
        var text = text
        try text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                    continue
                }
                try recover(from: errno, on: descriptor)
            }
        }
    }

    private static func recover(from code: Int32, on descriptor: Int32) throws {
        switch code {
        case EINTR:
            return
        case EAGAIN:
            // Whoever shares the terminal made it non-blocking: wait until it takes more.
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&waiting, 1, -1)
        case EPIPE:
            throw OutputClosed()
        default:
            throw CommandFailure(
                .usage, "cannot write the results: \(String(cString: strerror(code)))",
                remedy: "give standard output somewhere to go, or free some space there")
        }
    }
}
