extension StreamAddress {
    /// Opens the stream.
    ///
    /// - Parameter settings: Used for serial ports alone.
    /// - Throws: ``ByteStreamError`` as the opening of the kind does; `notFound` or `ambiguous` where not exactly one
    ///   port fits a USB address.
    public func open(
        settings: SerialSettings = SerialSettings(), deadline: ContinuousClock.Instant
    ) async throws -> any ByteStream {
        switch self {
        case .pseudoTerminal(let path):
            return try await DescriptorStream.openTerminal(path: path, deadline: deadline)
        case .tcp(let host, let port):
            return try await DescriptorStream.connect(host: host, port: port, deadline: deadline)
        case .serialPort(let path):
            return try await DescriptorStream.openSerialPort(path: path, settings: settings, deadline: deadline)
        case .usbSerial, .usb:
            let path = try choose(from: try await SerialPorts.list(deadline: deadline)).path
            return try await DescriptorStream.openSerialPort(path: path, settings: settings, deadline: deadline)
        }
    }

    /// The one port among `ports` that this address means.
    ///
    /// - Throws: ``ByteStreamError`` with `notFound` or `ambiguous`.
    public func choose(from ports: [SerialPortInfo]) throws -> SerialPortInfo {
        let fitting = ports.filter(fits)
        guard let first = fitting.first else {
            throw ByteStreamError(
                .notFound, path: description, "no serial port has it",
                remedy: "Check that the device is plugged in; `ls -l /dev/serial/by-id` shows what is there.")
        }
        guard fitting.count == 1 else {
            throw ByteStreamError(
                .ambiguous, path: description, "\(fitting.map(\.path).joined(separator: ", ")) all have it",
                remedy: "Name one by its link in /dev/serial/by-path.")
        }
        return first
    }

    private func fits(_ port: SerialPortInfo) -> Bool {
        switch self {
        case .serialPort(let path): port.path == path || port.byID.contains(path) || port.byPath.contains(path)
        case .pseudoTerminal, .tcp: false
        case .usbSerial(let serial): port.serial == serial
        case .usb(let vendor, let product, let serial):
            port.vendor == vendor && port.product == product && (serial == nil || port.serial == serial)
        }
    }
}
