import Testing

@testable import Transports

@Suite("Stream addresses")
struct StreamAddressTests {
    @Test(
        "every form is parsed, and written again as it was",
        arguments: [
            ("/dev/ttyACM0", StreamAddress.serialPort(path: "/dev/ttyACM0")),
            ("/dev/serial/by-id/usb-Arc:1-if00", .serialPort(path: "/dev/serial/by-id/usb-Arc:1-if00")),
            ("pty:/tmp/board", .pseudoTerminal(path: "/tmp/board")),
            ("tcp:lab-2.example.org:5000", .tcp(host: "lab-2.example.org", port: 5000)),
            ("tcp:[::1]:65535", .tcp(host: "::1", port: 65535)),
            ("serial:A50285BI", .usbSerial("A50285BI")),
            ("usb:0d28:0204", .usb(vendor: 0x0D28, product: 0x0204, serial: nil)),
            ("usb:0403:6001:a:b", .usb(vendor: 0x0403, product: 0x6001, serial: "a:b")),
        ])
    func forms(text: String, address: StreamAddress) throws {
        #expect(try StreamAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(
        "garbage is refused",
        arguments: [
            "", ":", "/", "/dev/", "ttyACM0", "pty:", "pty:relative", "tcp:", "tcp:host", "tcp:host:", "tcp:host:0",
            "tcp:host:65536", "tcp:host:-1", "tcp:host:+1", "tcp::5000", "tcp:::1:5000", "tcp:[]:1", "tcp:a b:1",
            "tcp:h\u{e9}:1", "usb:", "usb:0d28", "usb:0d28:", "usb:d28:0204", "usb:+d28:0204", "usb:0d28:02045",
            "usb:0d28:0204:", "usb:xxxx:0204", "serial:", "http://host", "/dev/tty\u{0}ACM0", "pty:/a\nb",
            "/dev/" + String(repeating: "x", count: 5000),
        ])
    func garbage(text: String) async throws {
        #expect(try await code { _ = try StreamAddress(text) } == .invalid)
    }

    private func port(_ path: String, serial: String?, product: UInt16 = 0x0204) -> SerialPortInfo {
        SerialPortInfo(
            path: path, vendor: 0x0D28, product: product, serial: serial, manufacturer: nil, productName: nil, bus: 1,
            address: 2, byID: [], byPath: [])
    }

    @Test("a USB address means the one port that fits, or is refused")
    func choice() async throws {
        let ports = [
            port("/dev/ttyACM0", serial: "1"), port("/dev/ttyACM1", serial: "2"),
            port("/dev/ttyUSB0", serial: nil, product: 1),
        ]
        #expect(try StreamAddress("serial:2").choose(from: ports).path == "/dev/ttyACM1")
        #expect(try StreamAddress("usb:0d28:0204:1").choose(from: ports).path == "/dev/ttyACM0")
        #expect(try StreamAddress("usb:0d28:0001").choose(from: ports).path == "/dev/ttyUSB0")
        #expect(try await code { _ = try StreamAddress("usb:0d28:0204").choose(from: ports) } == .ambiguous)
        #expect(try await code { _ = try StreamAddress("serial:3").choose(from: ports) } == .notFound)
    }
}
