import FaultScripts
import PhysicalDevices
import Testing

@testable import ArcOne
@testable import ArcOneEmulator

@Suite("ArC ONE sessions", .timeLimit(.minutes(2)))
struct ArcSessionTests {
    @Test("a session starts with reset, initialisation, read settings and the question for the version")
    func order() async throws {
        let bench = ArcBench()
        let device = bench.device()
        try await device.open()
        #expect(
            await bench.lines == [
                "00", "0", "30", "32", "32", "2", "0", "0", "5.000000e-01", "01", "2", "5.000000e-01", "999",
            ])
        #expect(await device.state == .ready)
        #expect(await device.hardwareState == .safe)
        #expect(await device.identity.firmware == "1.7")
        #expect(await device.identity.serial == "TEST-1")
        await device.close()
        #expect(await device.state == .absent)
    }

    @Test("old firmware that does not tell its version is opened on a clean line, and not asked again")
    func oldFirmware() async throws {
        var settings = ArcOneMachine.Settings.instant
        settings.firmware = nil
        let bench = ArcBench(settings: settings)
        let device = bench.device(impatient)
        try await device.open()
        #expect(await device.identity.firmware == "")
        // Two sessions, each with the read voltage twice; the last line has no reply.
        await bench.heard("5.000000e-01", times: 4)
        #expect(await bench.lines.suffix(3) == ["01", "2", "5.000000e-01"])
        await device.close()
        await bench.forgetLines()
        try await device.open()
        #expect(await !bench.lines.contains("999"))
    }

    @Test(
        "something else on the port is told from a board, and nothing is driven",
        arguments: ["$GPGGA,120000.00,4717.11,N*5B\r\n", "\r\nOK\r\n", "ERROR\n", "1\n1\n", "2\n"])
    func otherDevice(text: String) async throws {
        let bench = ArcBench()
        await bench.chatter(text)
        let device = bench.device(impatient)
        let error = try await refusal { try await device.open() }
        #expect(error.code == .invalidReading)
        #expect(error.hardwareState == .asBefore)
        #expect(await device.state == .absent)
        #expect(await bench.lines.allSatisfy { !["3", "04", "50", "141"].contains($0) })
    }

    @Test("a port that says what it hears is no board")
    func echo() async throws {
        let bench = ArcBench()
        await bench.echo()
        let device = bench.device(impatient)
        let error = try await refusal { try await device.open() }
        #expect(error.code == .invalidReading)
    }

    @Test("a silent port is given up after two attempts in bounded time")
    func silence() async throws {
        let bench = ArcBench()
        await bench.chatter("")
        let device = bench.device(impatient)
        let error = try await refusal { try await device.open() }
        #expect(error.code == .timedOut)
        #expect(await bench.lines.filter { $0 == "30" }.count == 2)
    }

    @Test("a board in the middle of a job that swallows the reset is reached by the second attempt")
    func middleOfJob() async throws {
        let bench = ArcBench()
        // A client that died between the lines of a job left this behind.
        await bench.show {
            _ = $0.receive(Array("0\n30\n32\n32\n2\n0\n0\n0.5\n01\n2\n0.5\n".utf8), at: 0)
            _ = $0.receive(Array("3\n1\n".utf8), at: 0)
        }
        let device = bench.device(impatient)
        try await device.open()
        #expect(await device.state == .ready)
    }

    @Test("another board on the same port is refused after a loss")
    func otherBoard() async throws {
        let bench = ArcBench()
        let device = bench.device(impatient)
        try await device.open()
        await bench.unplug()
        for await state in await device.states() where state == .lost { break }
        await bench.show { $0.show(Fault(.wrongSerial), at: 0) }
        let error = try await refusal { try await device.open() }
        #expect(error.code == .hardwareFault)
        #expect(error.message.contains("another board"))
        #expect(await device.state == .lost)
    }

    @Test("settings that no board can take are refused before anything is opened")
    func badSettings() async throws {
        let bench = ArcBench()
        let device = bench.device { $0.session.words = 40 }
        let error = try await refusal { try await device.open() }
        #expect(error.code == .invalidRequest)
        #expect(await bench.lines.isEmpty)
    }

    @Test("an unknown version of firmware is none of an ArC ONE")
    func absurdFirmware() async throws {
        let bench = ArcBench()
        await bench.misbehave(.replace(Array("abcd".utf8)), skipping: 1)
        let device = bench.device(impatient)
        let error = try await refusal { try await device.open() }
        #expect(error.code == .invalidReading)
    }
}
