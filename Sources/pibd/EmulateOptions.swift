import ArgumentParser
import DeviceEmulation
import FaultScripts
import Laboratory

/// What all emulated boards are told: where they are reached, how fast the line is, and what goes wrong.
struct EmulateOptions: ParsableArguments {
    /// The parity bit, of which only the time counts here.
    enum Parity: String, ExpressibleByArgument {
        case none, even, odd
    }

    @Option(help: ArgumentHelp("Serve on a pseudo-terminal; PATH becomes a symbolic link to it.", valueName: "path"))
    var pty: String?

    @Option(help: "Serve on this TCP port of the loopback address; 0 takes any free one.")
    var tcp: UInt16?

    @Option(help: ArgumentHelp("Serve on a serial port of this machine, such as /dev/ttyGS0.", valueName: "path"))
    var serialPort: String?

    @Option(help: ArgumentHelp("Fault script (docs/faults.md).", valueName: "file"))
    var faults: String?

    @Option(help: "Speed of the line in bit/s, with --paced.")
    var baud = 115_200

    @Option(help: "Parity of the line, with --paced: none, even or odd.")
    var parity = Parity.none

    @Flag(help: "Carry bytes no faster than a UART of that speed.")
    var paced = false

    @Option(help: ArgumentHelp("Write what goes over the wire into this file.", valueName: "file"))
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Unix socket for fault injection. Without it: the path of --pty with .control behind it.",
            valueName: "path"))
    var control: String?

    func validate() throws {
        guard [pty != nil, tcp != nil, serialPort != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --pty PATH, --tcp PORT and --serial-port PATH.")
        }
        guard LineRate(baudRate: baud) != nil else {
            throw ValidationError("--baud \(baud): give 50 to 20000000 bit/s.")
        }
    }

    /// The link, in place.
    func link() async throws -> any EmulatorLink {
        if let pty { return try PseudoTerminalLink(path: pty) }
        if let serialPort { return SerialPortLink(path: serialPort) }
        return try await TCPLink(port: tcp ?? 0)
    }

    /// The pace of the line; nil for none.
    var rate: LineRate? { paced ? LineRate(baudRate: baud, hasParity: parity != .none) : nil }

    /// The faults of the script. Throws `ConfigurationError`.
    func schedule() throws -> FaultSchedule { try faults.map { try FaultFile(path: $0).schedule } ?? FaultSchedule() }

    /// Where faults are injected; nil for nowhere.
    var controlPath: String? { control ?? pty.map { $0 + ".control" } }
}
