import Glibc

/// Where a byte stream leads, as written in a configuration.
///
///     /dev/ttyACM0              a serial port by its node, or by a link such as one of /dev/serial/by-id
///     pty:/run/pibd/board       a pseudo-terminal, for instance an emulator's
///     tcp:host:port             a TCP server; IPv6 addresses in brackets, tcp:[::1]:5000
///     serial:A50285BI           the serial port of the USB device with this serial number
///     usb:0d28:0204[:SERIAL]    the serial port of the USB device with these ids (hexadecimal)
public enum StreamAddress: Sendable, Hashable, CustomStringConvertible {
    /// A serial port by its node or a link to it.
    case serialPort(path: String)
    /// A pseudo-terminal by its node or a link to it.
    case pseudoTerminal(path: String)
    /// A TCP server.
    case tcp(host: String, port: UInt16)
    /// The one serial port on USB with this serial number.
    case usbSerial(String)
    /// The one serial port on USB with these ids, and this serial number if given.
    case usb(vendor: UInt16, product: UInt16, serial: String?)

    /// Parses an address.
    ///
    /// - Throws: ``ByteStreamError`` with `invalid`.
    public init(_ text: String) throws {
        guard text.utf8.count < Int(PATH_MAX), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw Self.invalid(String(text.prefix(40)), "it is too long or holds control characters")
        }
        if text.hasPrefix("/dev/"), text != "/dev/" {
            self = .serialPort(path: text)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else { throw Self.invalid(text, "it has no known form") }
        switch parts[0] {
        case "pty":
            guard parts[1].hasPrefix("/") else { throw Self.invalid(text, "the path is not absolute") }
            self = .pseudoTerminal(path: parts[1])
        case "tcp": self = try Self.tcp(parts[1], in: text)
        case "serial": self = .usbSerial(parts[1])
        case "usb": self = try Self.usb(parts[1], in: text)
        default: throw Self.invalid(text, "\"\(parts[0])\" is no known kind of address")
        }
    }

    public var description: String {
        switch self {
        case .serialPort(let path): path
        case .pseudoTerminal(let path): "pty:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        case .usbSerial(let serial): "serial:\(serial)"
        case .usb(let vendor, let product, let serial):
            "usb:\(Self.hexadecimal(vendor)):\(Self.hexadecimal(product))" + (serial.map { ":\($0)" } ?? "")
        }
    }

    private static let hostCharacters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:%".utf8)

    private static func tcp(_ rest: String, in text: String) throws -> StreamAddress {
        guard let colon = rest.lastIndex(of: ":") else { throw invalid(text, "the port is missing") }
        var host = rest[..<colon]
        let digits = rest[rest.index(after: colon)...]
        guard digits.allSatisfy({ "0123456789".contains($0) }), let port = UInt16(digits), port > 0 else {
            throw invalid(text, "\"\(digits)\" is no port from 1 to 65535")
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw invalid(text, "an IPv6 address stands in brackets")
        }
        guard !host.isEmpty, host.utf8.count <= 253,
            host.utf8.allSatisfy({ hostCharacters.contains($0) })
        else { throw invalid(text, "the host is no name and no address") }
        return .tcp(host: String(host), port: port)
    }

    private static func usb(_ rest: String, in text: String) throws -> StreamAddress {
        let parts = rest.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        func identifier(_ digits: Substring) throws -> UInt16 {
            guard digits.utf8.count == 4, digits.first != "+", let number = UInt16(digits, radix: 16)
            else {
                throw invalid(text, "\"\(digits)\" is no USB id of four hexadecimal digits")
            }
            return number
        }
        guard parts.count >= 2, parts.count == 2 || !parts[2].isEmpty else {
            throw invalid(text, "it is not usb:VENDOR:PRODUCT or usb:VENDOR:PRODUCT:SERIAL")
        }
        return .usb(
            vendor: try identifier(parts[0]), product: try identifier(parts[1]),
            serial: parts.count == 3 ? String(parts[2]) : nil)
    }

    private static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func invalid(_ text: String, _ message: String) -> ByteStreamError {
        ByteStreamError(
            .invalid, path: text, message,
            remedy: "Write /dev/..., pty:/path, tcp:host:port, serial:SERIAL or usb:VENDOR:PRODUCT[:SERIAL].")
    }
}
