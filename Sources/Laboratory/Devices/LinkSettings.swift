import PhysicalDevices
import Transports

/// The table `[device.link]` of a real device, and its port: where it is and how the line is set up.
public struct LinkSettings: Sendable {
    /// Its keys.
    public static let schema = TOMLSchema([
        .init("serial", .string(), "serial number or unique id that the device must have"),
        .init(
            "baud", .integer(50...20_000_000),
            "rate of the serial line; where it is not written, the device's usual one"),
        .init("parity", .string(choices: ["none", "even", "odd", "mark", "space"]), "parity of the serial line"),
        .init("stop-bits", .integer(1...2), default: .integer(1), "stop bits of the serial line"),
        .init(
            "flow-control", .string(choices: ["none", "rts-cts", "xon-xoff"]), default: .string("none"),
            "who may stop the other from sending"),
        .init(
            "dtr", .string(choices: ["leave", "on", "off"]), default: .string("leave"),
            "data terminal ready on opening; many boards restart when it moves"),
        .init("rts", .string(choices: ["leave", "on", "off"]), default: .string("leave"), "request to send on opening"),
        .init(
            "boot-wait", .quantity(.time, .from(0, to: 60)), default: .string("0 s"),
            "how long the device needs after its port was opened"),
        .init(
            "watchdog", .quantity(.time, .from(0.01, to: 60)), default: .string("1 s"),
            "silence after which a board makes itself safe (crossbar-board)"),
        .init(
            "vectors-per-request", .integer(1...65_535),
            "most vectors in one request, if less than the board takes (crossbar-board)"),
        .init(
            "min-firmware", .integer(0...Int(UInt32.max)), "oldest firmware that is spoken to (crossbar-board)"),
        .init(
            "max-firmware", .integer(0...Int(UInt32.max)), "newest firmware that is spoken to (crossbar-board)"),
    ])

    let address: StreamAddress
    let serial: SerialSettings
    let expectedSerial: String?
    let baud: Int?
    let bootWait: Double
    let watchdog: Double
    let vectorsPerRequest: Int?
    let firmware: ClosedRange<UInt32>?

    /// Reads port and link of `settings`; `defaults` holds what the driver's own boards use. Throws
    /// `ConfigurationError`.
    init(_ settings: DeviceSettings, defaults: SerialSettings) throws {
        guard let port = settings.port else {
            throw settings.error(
                "port", "a \(settings.driver) needs a port",
                remedy: "write port = \"serial:SERIAL\", \"/dev/serial/by-id/...\", \"pty:/path\" or \"tcp:host:port\"")
        }
        do {
            address = try StreamAddress(port)
        } catch let error as ByteStreamError {
            throw settings.error("port", "\(error.message): \"\(port)\"", remedy: error.remedy)
        }
        let link = try settings.link.checked(against: Self.schema)
        var serial = defaults
        baud = link.isWritten("baud") ? try link.integer("baud") : nil
        if let baud { serial.baudRate = baud }
        if link.isWritten("parity") { serial.parity = try link.choice("parity", as: SerialSettings.Parity.self) }
        serial.stopBits = try link.integer("stop-bits")
        serial.flowControl = try link.choice("flow-control", as: SerialSettings.FlowControl.self)
        serial.dtr = try link.choice("dtr", as: SerialSettings.Line.self)
        serial.rts = try link.choice("rts", as: SerialSettings.Line.self)
        self.serial = serial
        expectedSerial = link.isWritten("serial") ? try link.string("serial") : nil
        bootWait = try link.quantity("boot-wait")
        watchdog = try link.quantity("watchdog")
        vectorsPerRequest = link.isWritten("vectors-per-request") ? try link.integer("vectors-per-request") : nil
        firmware = try Self.firmware(link)
    }

    private static func firmware(_ link: TOMLSection) throws -> ClosedRange<UInt32>? {
        guard link.isWritten("min-firmware") || link.isWritten("max-firmware") else { return nil }
        let oldest = link.isWritten("min-firmware") ? try link.integer("min-firmware") : 0
        let newest = link.isWritten("max-firmware") ? try link.integer("max-firmware") : Int(UInt32.max)
        guard oldest <= newest else {
            throw link.error(
                "min-firmware", "\(oldest) is above max-firmware, \(newest)", remedy: "give the older version first")
        }
        return UInt32(oldest)...UInt32(newest)
    }

    /// Opens the line.
    var opener: @Sendable (ContinuousClock.Instant) async throws -> any ByteStream {
        { [address, serial] deadline in try await address.open(settings: serial, deadline: deadline) }
    }
}
