import Transports

/// A pseudo-terminal at the end of a symbolic link; drivers come and go unseen.
public actor PseudoTerminalLink: EmulatorLink {
    private let path: String
    private var pair: PtyPair?
    /// Whether the pair was handed out: another client gets another one.
    private var isUsed = false

    /// A link at `path`, in place. Throws `ByteStreamError`.
    public init(path: String) throws {
        self.path = path
        pair = try PtyPair(link: path)
    }

    public var address: String { "pty:\(path)" }

    public func open() async throws -> any ByteStream {
        if isUsed { await close() }
        let current: PtyPair
        if let pair { current = pair } else { current = try PtyPair(link: path) }
        pair = current
        isUsed = true
        return current.master
    }

    public func close() async {
        await pair?.close()
        pair = nil
    }
}
