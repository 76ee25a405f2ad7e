import Foundation
import Glibc
import Testing

@testable import Transports

@Suite("Serial ports")
struct SerialPortTests {
    @Test("listing works whatever is plugged in, and names every port by a node")
    func list() async throws {
        let ports = try await SerialPorts.list()
        #expect(ports.allSatisfy { $0.path.hasPrefix("/dev/") })
        #expect(ports.map(\.path) == ports.map(\.path).sorted())
    }

    @Test("links are found by the node they lead to; dangling ones are left out")
    func links() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "links-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, target) in [("b", "/dev/null"), ("a", "/dev/null"), ("gone", "/nowhere")] {
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
        }
        #expect(SerialPorts.links(in: folder) == ["/dev/null": ["\(folder)/a", "\(folder)/b"]])
        #expect(SerialPorts.links(in: "/nowhere").isEmpty)
    }

    @Test("a pseudo-terminal is no serial port, and is left unlocked")
    func pseudoTerminal() async throws {
        let pair = try PtyPair()
        let code = try await code { _ = try await DescriptorStream.openSerialPort(path: pair.path) }
        #expect([.unsupported, .notFound].contains(code))
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        await driver.close()
        await pair.close()
    }

    @Test("a missing port is not found")
    func missing() async throws {
        #expect(try await code { _ = try await DescriptorStream.openSerialPort(path: "/dev/ttyNONE") } == .notFound)
    }

    @Test(
        "impossible settings are refused before the port is touched",
        arguments: [
            SerialSettings(baudRate: 0), SerialSettings(baudRate: .max), SerialSettings(dataBits: 9),
            SerialSettings(stopBits: 0),
        ])
    func settings(settings: SerialSettings) async throws {
        let refusal = try await code {
            _ = try await DescriptorStream.openSerialPort(path: "/dev/ttyNONE", settings: settings)
        }
        #expect(refusal == .invalid)
    }

    @Test("settings that a terminal did not take are seen when they are read back")
    func confirmed() {
        var terminal = termios()
        cfmakeraw(&terminal)
        withUnsafeMutableBytes(of: &terminal.c_cc) { $0[Int(VMIN)] = 1 }
        #expect(SerialSettings().agree(with: terminal))
        #expect(!SerialSettings(parity: .even).agree(with: terminal))
        #expect(!SerialSettings(dataBits: 7).agree(with: terminal))
        #expect(!SerialSettings(stopBits: 2).agree(with: terminal))
        terminal.c_cflag |= tcflag_t(PARENB)
        #expect(!SerialSettings().agree(with: terminal))
        #expect(SerialSettings(parity: .even).agree(with: terminal))
        #expect(!SerialSettings(parity: .odd).agree(with: terminal))
        terminal.c_cflag |= tcflag_t(HUPCL)
        #expect(!SerialSettings(parity: .even).agree(with: terminal))
    }
}
