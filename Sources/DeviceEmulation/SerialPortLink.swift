import Transports

/// A serial port of this machine, such as the gadget side of a USB serial device.
public actor SerialPortLink: EmulatorLink {
    /// How long a port that is not there is waited for before it is tried again.
    private static let patience = Duration.milliseconds(100)

    private let path: String
    private var stream: DescriptorStream?

    /// The port at `path`.
    public init(path: String) {
        self.path = path
    }

    public var address: String { path }

    public func open() async throws -> any ByteStream {
        await close()
        while true {
            do {
                let opened = try await DescriptorStream.openTerminal(path: path)
                stream = opened
                return opened
            } catch let error as ByteStreamError where error.code == .notFound || error.code == .hungUp {
                try await LineClock.wait(until: .now + Self.patience)
            }
        }
    }

    public func close() async {
        await stream?.close()
        stream = nil
    }
}
