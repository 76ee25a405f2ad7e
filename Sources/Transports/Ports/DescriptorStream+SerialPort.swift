import CSerialPort
import Glibc

extension DescriptorStream {
    /// Opens a real serial port through libserialport, exclusively (`flock` and `TIOCEXCL`), without dropping DTR
    /// when it is closed.
    ///
    /// - Parameters:
    ///   - path: The node, or a symbolic link to it such as one of `/dev/serial/by-id`.
    ///   - settings: Baud rate and the rest; the modem lines as its policy says.
    /// - Throws: ``ByteStreamError`` with `notFound`, `denied`, `busy`, `unsupported` (not a serial port, or it refuses
    ///   a setting), `invalid` (impossible settings), `timedOut` or `inputOutput`.
    public static func openSerialPort(
        path: String, settings: SerialSettings = SerialSettings(),
        deadline: ContinuousClock.Instant = .now + .seconds(10)
    ) async throws -> DescriptorStream {
        try settings.validate(for: path)
        return try await OffPool.run(before: deadline, for: path) {
            // libserialport looks the name up in /sys and so knows no links.
            let node = try resolved(path)
            // Locked before libserialport opens it, which would change the settings under another opener's feet.
            let lock = try lockedNode(node)
            let port = try openedPort(node, settings)
            try confirm(settings, on: port.number, node)
            // Keeps out openers that know no flock, except root. libserialport 0.1.1 does not ask for it.
            guard ioctl(port.number, UInt(TIOCEXCL)) == 0 else {
                throw ByteStreamError.system(errno, path: node, "open it exclusively")
            }
            return try DescriptorStream(adopting: port.release(), address: path, lock: lock.release())
        }
    }

    /// The real path behind links.
    static func resolved(_ path: String) throws -> String {
        guard let real = realpath(path, nil) else { throw ByteStreamError.system(errno, path: path, "find it") }
        defer { free(real) }
        return String(cString: real)
    }

    /// A descriptor of our own of a port that libserialport opened and set up.
    private static func openedPort(_ node: String, _ settings: SerialSettings) throws -> OwnedDescriptor {
        var port: OpaquePointer?
        try check(sp_get_port_by_name(node, &port), node, "find the port")
        defer { sp_free_port(port) }
        try check(sp_open(port, SP_MODE_READ_WRITE), node, "open the port")
        defer { sp_close(port) }
        var handle: CInt = -1
        try check(sp_get_port_handle(port, &handle), node, "reach the port")
        try makeRaw(handle, path: node)
        try configure(port, node, settings)
        let descriptor = fcntl(handle, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw ByteStreamError.system(errno, path: node, "keep the port open") }
        return OwnedDescriptor(descriptor)
    }

    private static func configure(_ port: OpaquePointer?, _ node: String, _ settings: SerialSettings) throws {
        var configuration: OpaquePointer?
        try check(sp_new_config(&configuration), node, "set up the port")
        defer { sp_free_config(configuration) }
        let steps = [
            sp_set_config_baudrate(configuration, CInt(settings.baudRate)),
            sp_set_config_bits(configuration, CInt(settings.dataBits)),
            sp_set_config_parity(configuration, settings.parity.libraryValue),
            sp_set_config_stopbits(configuration, CInt(settings.stopBits)),
            sp_set_config_flowcontrol(configuration, settings.flowControl.libraryValue),
            settings.dtr == .leave
                ? SP_OK : sp_set_config_dtr(configuration, settings.dtr == .on ? SP_DTR_ON : SP_DTR_OFF),
            settings.rts == .leave || settings.flowControl == .rtsCts
                ? SP_OK : sp_set_config_rts(configuration, settings.rts == .on ? SP_RTS_ON : SP_RTS_OFF),
        ]
        for step in steps { try check(step, node, "prepare the settings") }
        try check(sp_set_config(port, configuration), node, "apply the settings \(settings.summary)")
    }

    /// Reads back what counts: setting a terminal succeeds as soon as any part of what was asked for could be done.
    private static func confirm(_ asked: SerialSettings, on descriptor: CInt, _ node: String) throws {
        guard !asked.agree(with: try terminalSettings(of: descriptor, path: node)) else { return }
        throw ByteStreamError(
            .unsupported, path: node, "the port does not take the settings \(asked.summary)",
            remedy: "Choose settings that the port's chip and its driver can do.")
    }

    private static func check(_ result: sp_return, _ node: String, _ operation: String) throws {
        switch result {
        case SP_ERR_ARG, SP_ERR_SUPP:
            throw ByteStreamError(
                .unsupported, path: node, "libserialport cannot \(operation)",
                remedy: "Check that it is a serial port and can do what is asked.")
        case SP_ERR_MEM:
            throw ByteStreamError.system(ENOMEM, path: node, operation)
        case SP_ERR_FAIL:
            let number = sp_last_error_code()
            guard number != ENOTTY, number != EINVAL else {
                throw ByteStreamError(
                    .unsupported, path: node, "the device refuses to \(operation)",
                    remedy: "Check that it is a serial port and can do what is asked.")
            }
            throw ByteStreamError.system(number, path: node, operation)
        default: return
        }
    }
}

extension SerialSettings {
    fileprivate var summary: String {
        "\(baudRate) bit/s, \(dataBits) data bits, parity \(parity.rawValue), \(stopBits) stop bits, "
            + "flow control \(flowControl.rawValue)"
    }
}

extension SerialSettings.Parity {
    fileprivate var libraryValue: sp_parity {
        switch self {
        case .none: SP_PARITY_NONE
        case .even: SP_PARITY_EVEN
        case .odd: SP_PARITY_ODD
        case .mark: SP_PARITY_MARK
        case .space: SP_PARITY_SPACE
        }
    }
}

extension SerialSettings.FlowControl {
    fileprivate var libraryValue: sp_flowcontrol {
        switch self {
        case .none: SP_FLOWCONTROL_NONE
        case .rtsCts: SP_FLOWCONTROL_RTSCTS
        case .xonXoff: SP_FLOWCONTROL_XONXOFF
        }
    }
}
