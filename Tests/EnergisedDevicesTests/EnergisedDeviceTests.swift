import EnergisedDevices
import Testing
import Transports

@Suite("Records of energised devices")
struct EnergisedDeviceTests {
    static func device(_ id: String = "chip") throws -> EnergisedDevice {
        try EnergisedDevice(
            id: id, address: .serialPort(path: "/dev/serial/by-id/usb-lab_board-if00"),
            serial: SerialSettings(baudRate: 921_600, parity: .even, dtr: .off), send: [0, 4, 0xFF, 0],
            expect: [0xAB, 0], waitMilliseconds: 150)
    }

    @Test("are lines that a person can read")
    func text() throws {
        #expect(
            try Self.device().text == """
                pibd energised device 1
                device=chip
                address=/dev/serial/by-id/usb-lab_board-if00
                serial=921600 8 even 1 none off leave
                send=0004ff00
                expect=ab00
                wait-ms=150
                end

                """)
    }

    @Test(
        "come back as they were, for every kind of address",
        arguments: ["/dev/ttyACM0", "pty:/run/pibd/board", "tcp:[::1]:5000", "serial:A50285BI", "usb:0d28:0204:7"])
    func roundTrip(address: String) throws {
        for expect in [nil, [UInt8](0...255)] {
            let device = try EnergisedDevice(
                id: "a-b_9", address: StreamAddress(address), send: [UInt8](0...255), expect: expect)
            #expect(try EnergisedDevice(text: device.text, path: "file") == device)
        }
    }

    @Test("that were cut short anywhere are refused")
    func cutShort() throws {
        let text = try Self.device().text
        for length in 0..<text.count {
            #expect(throws: EnergisedDeviceError.self) {
                try EnergisedDevice(text: String(text.prefix(length)), path: "file")
            }
        }
    }

    @Test(
        "that are not exactly in form are refused, with the line",
        arguments: [
            ("device=chip", "device=../chip", "no device's id"), ("device=chip", "device= chip", "no device's id"),
            ("address=/dev", "address=dev", "line 3"), ("921600 8", "fast 8", "line 4"),
            ("8 even 1", "8 odd-ish 1", "line 4"), ("off leave", "off leave extra", "line 4"),
            ("send=0004", "send=004", "line 5"), ("send=0004ff00", "send=", "0 bytes to send"),
            ("send=0004", "send=zz04", "line 5"), ("expect=ab00", "expect=", "0 bytes"),
            ("expect=ab00", "expect=nothing", "line 6"), ("wait-ms=150", "wait-ms=0", "0 ms"),
            ("wait-ms=150", "wait-ms=99999", "99999 ms"), ("wait-ms=150", "wait-ms=-5", "line 7"),
            ("wait-ms=150", "wait-ms=99999999999999999999", "line 7"), ("device=", "address=", "line 2"),
            ("end\n", "end\nend\n", "cut short"), ("device 1", "device 2", "line 1"),
        ])
    func refused(part: String, by replacement: String, message: String) throws {
        let text = try Self.device().text.replacing(part, with: replacement)
        let error = #expect(throws: EnergisedDeviceError.self) { try EnergisedDevice(text: text, path: "file") }
        #expect(error?.path == "file" && error?.message.contains(message) == true, "\(error?.message ?? "none")")
    }
}
