import Glibc

/// How a serial port is set up.
public struct SerialSettings: Sendable, Equatable {
    /// The parity bit.
    public enum Parity: String, Sendable {
        case none, even, odd, mark, space
    }

    /// Who may stop the other from sending.
    public enum FlowControl: String, Sendable {
        case none
        /// The RTS and CTS lines.
        case rtsCts = "rts-cts"
        /// The characters XON and XOFF, which then cannot be sent as data.
        case xonXoff = "xon-xoff"
    }

    /// What to do with a modem line on opening. Many boards reset, or enter their boot loader, when DTR or RTS moves.
    public enum Line: String, Sendable {
        /// Leave it as the kernel has it, which raises both on the first opening.
        case leave
        /// Raise it.
        case on
        /// Lower it, after the moment for which the kernel has raised it on opening.
        case off
    }

    /// [bit/s] Any rate the port's clock can make, not only the standard ones.
    public var baudRate: Int
    /// 5 to 8.
    public var dataBits: Int
    /// The parity bit.
    public var parity: Parity
    /// 1 or 2.
    public var stopBits: Int
    /// Who may stop the other from sending.
    public var flowControl: FlowControl
    /// Data terminal ready.
    public var dtr: Line
    /// Request to send; of no effect with `rtsCts`.
    public var rts: Line

    /// 8 data bits, no parity, 1 stop bit unless said otherwise.
    public init(
        baudRate: Int = 115_200, dataBits: Int = 8, parity: Parity = .none, stopBits: Int = 1,
        flowControl: FlowControl = .none, dtr: Line = .leave, rts: Line = .leave
    ) {
        self.baudRate = baudRate
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
        self.flowControl = flowControl
        self.dtr = dtr
        self.rts = rts
    }

    /// Whether a terminal is set to these data, parity and stop bits, keeps DTR when it is closed, and tells "nothing
    /// yet" from "unplugged" (VMIN 1).
    func agree(with terminal: termios) -> Bool {
        func has(_ flag: CInt) -> Bool { terminal.c_cflag & tcflag_t(flag) != 0 }
        let sizes = [5: CS5, 6: CS6, 7: CS7, 8: CS8]
        let parityAgrees =
            has(PARENB) == (parity != .none)
            && (parity == .none || has(PARODD) == [.odd, .mark].contains(parity))
        let minimum = withUnsafeBytes(of: terminal.c_cc) { $0[Int(VMIN)] }
        return terminal.c_cflag & tcflag_t(CSIZE) == sizes[dataBits].map { tcflag_t($0) }
            && parityAgrees && has(CSTOPB) == (stopBits == 2) && !has(HUPCL) && minimum == 1
    }

    /// Refuses what no port can do.
    func validate(for path: String) throws {
        func refuse(_ message: String, _ remedy: String) -> ByteStreamError {
            ByteStreamError(.invalid, path: path, message, remedy: remedy)
        }
        guard (50...20_000_000).contains(baudRate) else {
            throw refuse("a baud rate of \(baudRate) is impossible", "Give one from 50 to 20000000.")
        }
        guard (5...8).contains(dataBits) else {
            throw refuse("\(dataBits) data bits are impossible", "Give 5 to 8.")
        }
        guard (1...2).contains(stopBits) else {
            throw refuse("\(stopBits) stop bits are impossible", "Give 1 or 2.")
        }
    }
}
