import Testing

@testable import Laboratory

@Suite("The daemon's configuration")
struct DaemonFileTests {
    @Test("every key that is written arrives, in SI units")
    func everyKey() throws {
        let file = try DaemonFile(text: TestFiles.daemon, file: "pibd.toml")
        #expect(file.socket == "/tmp/pibd.sock" && file.stateDirectory == "/tmp/state" && file.group == "lab")
        #expect(file.devices.map(\.id) == ["chip", "spare"])
        let chip = file.devices[0]
        #expect(chip.driver == "simulated-crossbar" && chip.seed == 5)
        #expect(chip.envelope.maximumReadVoltage == 0.2 && chip.envelope.maximumSetVoltage == 1.5)
        #expect(chip.envelope.maximumResetVoltage == 1.6 && chip.envelope.maximumPulseWidth == 1e-4)
        #expect(chip.envelope.maximumPulsesPerRequest == 15)
        #expect(chip.envelope.maximumPulsesPerCell == 1_000_000 && chip.envelope.warningPulsesPerCell == 900_000)
        #expect(file.devices[1].seed == nil && file.devices[1].envelope.maximumReadVoltage == nil)
    }

    @Test("an empty file is a daemon without devices at the usual places")
    func empty() throws {
        let file = try DaemonFile(text: "", file: "pibd.toml")
        #expect(file.socket == "/run/pibd/pibd.sock" && file.stateDirectory == "/var/lib/pibd" && file.group == "pibd")
        #expect(file.devices.isEmpty)
    }

    @Test("a driver reads its own table by its own schema, with paths and lines of the file")
    func driverTable() throws {
        let schema = TOMLSchema([
            .init("read-noise", .number(.atLeast(0)), default: .number(0), "a noise"),
            .init("wire-resistance", .quantity(.resistance, .atLeast(0)), "a resistance"),
        ])
        let file = try DaemonFile(text: TestFiles.daemon, file: "pibd.toml")
        let chip = try file.devices[0].chip.checked(against: schema)
        #expect(try chip.number("read-noise") == 0.01 && chip.quantity("wire-resistance") == 2.5)
        #expect(try file.devices[1].chip.checked(against: schema).number("read-noise") == 0)
        let misspelt = TestFiles.daemon.replacing("read-noise", with: "reed-noise")
        let error = TestFiles.configurationError {
            _ = try DaemonFile(text: misspelt, file: "pibd.toml").devices[0].chip.checked(against: schema)
        }
        #expect(
            error?.description == "pibd.toml:11: device.0.chip.reed-noise: unknown key; did you mean \"read-noise\"?")
        #expect(DaemonFile.schema.reference(foreign: ["device.chip": [("a chip", schema)]]).contains("| `read-noise` |"))
    }

    @Test("two devices of one id are refused with the line of the second")
    func duplicateIDs() {
        let error = TestFiles.daemonError(TestFiles.daemon.replacing("\"spare\"", with: "\"chip\""))
        #expect(
            error?.description
                == "pibd.toml:23: device.1.id: the id \"chip\" is taken by another device; "
                + "give every device its own id")
    }

    @Test(
        "settings that cannot work are refused",
        arguments: [
            ("[daemon]\nsocket = \"pibd.sock\"", "expected an absolute path, found \"pibd.sock\""),
            ("[daemon]\nstate-directory = \"state\"", "expected an absolute path, found \"state\""),
            ("[daemon]\nsocket = \"/\(String(repeating: "x", count: 107))\"", "the path is longer than 107 bytes"),
            ("[[device]]\nid = \"a b\"\ndriver = \"x\"", "\"a b\" cannot be a device's id"),
            ("[[device]]\nid = \"a\"", "the key \"driver\" is missing"),
            ("[device]\nid = \"a\"", "expected tables in double brackets, found [device]"),
            (
                "[[device]]\nid = \"a\"\ndriver = \"x\"\n"
                    + "[device.envelope]\nmax-pulses-per-cell = 5\nwarn-pulses-per-cell = 6",
                "6 is above max-pulses-per-cell, 5"
            ),
        ])
    func refused(text: String, message: String) {
        #expect(TestFiles.daemonError(text)?.message == message)
    }

    @Test("a limit without a unit, or with a wrong one, is refused")
    func units() {
        for value in ["0.2", "\"0.2 A\""] {
            let text = TestFiles.daemon.replacing("\"200 mV\"", with: value)
            let error = TestFiles.daemonError(text)
            #expect(error?.line == 14 && error?.key == "device.0.envelope.max-read-voltage")
            #expect(error?.message.hasPrefix("expected a voltage above 0 V with its unit, found the ") == true)
        }
    }
}
