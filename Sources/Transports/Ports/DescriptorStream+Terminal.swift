import Glibc

extension DescriptorStream {
    /// Opens a pseudo-terminal or another terminal device, raw (no echo, no translation, 8 bits) and locked with
    /// `flock`. Baud rate, parity and modem lines are left alone: pseudo-terminals have none.
    ///
    /// - Parameter path: The node, or a symbolic link to it.
    /// - Throws: ``ByteStreamError`` with `notFound`, `denied`, `busy` (another opener holds the lock), `unsupported`
    ///   (not a terminal), `timedOut` or `inputOutput`.
    public static func openTerminal(
        path: String, deadline: ContinuousClock.Instant = .now + .seconds(5)
    ) async throws -> DescriptorStream {
        try await OffPool.run(before: deadline, for: path) {
            let terminal = try lockedNode(path)
            try makeRaw(terminal.number, path: path)
            return try DescriptorStream(adopting: terminal.release(), address: path)
        }
    }

    /// Opens a terminal without waiting for it and locks it against other openers.
    static func lockedNode(_ path: String) throws -> OwnedDescriptor {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw ByteStreamError.system(errno, path: path, "open it") }
        let owned = OwnedDescriptor(descriptor)
        // Before the lock: a device that many share, such as /dev/null, is not to be locked even for a moment.
        _ = try terminalSettings(of: descriptor, path: path)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw ByteStreamError.system(errno, path: path, "lock it")
        }
        return owned
    }

    /// Turns the terminal's line discipline into a plain pipe of bytes.
    static func makeRaw(_ descriptor: CInt, path: String) throws {
        var settings = try terminalSettings(of: descriptor, path: path)
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CLOCAL)
        // Closing must not drop DTR: it resets many boards. A former opener's flow control must not stop our bytes.
        settings.c_cflag &= ~(tcflag_t(HUPCL) | tcflag_t(CRTSCTS))
        // With VMIN 0 "nothing yet" and "unplugged" would both read as 0 bytes.
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
        guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
            throw ByteStreamError.system(errno, path: path, "make it raw")
        }
    }

    /// The terminal's settings.
    ///
    /// - Throws: ``ByteStreamError`` with `unsupported` if it is no terminal.
    static func terminalSettings(of descriptor: CInt, path: String) throws -> termios {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            guard errno == ENOTTY || errno == EINVAL else {
                throw ByteStreamError.system(errno, path: path, "read its settings")
            }
            throw ByteStreamError(
                .unsupported, path: path, "it is not a terminal",
                remedy: "Name a serial port or a pseudo-terminal.")
        }
        return settings
    }
}
