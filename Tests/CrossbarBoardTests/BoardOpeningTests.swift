import PhysicalDevices
import Testing
import Transports

@testable import CrossbarBoard

@Suite("Crossbar board: opening")
struct BoardOpeningTests {
    @Test("an open board has said HELLO, set its watchdog and told its state, and is safe")
    func opens() async throws {
        let bench = BoardBench()
        try await bench.device.open()
        #expect(await bench.board.received.map(\.opcode) == [.hello, .setWatchdog, .getStatus])
        #expect(await bench.board.received.map(\.requestID) == [1, 2, 3])
        #expect(await bench.device.hardwareState == .safe)
        let identity = await bench.device.identity
        #expect(identity.serial == "SCRIPTED-001" && identity.model == "scripted" && identity.firmware == "3")
        let descriptor = await bench.device.descriptor
        #expect(descriptor.array == ArrayGeometry(tiles: 2, rows: 24, columns: 16))
        #expect(descriptor.drive == DriveRange(bits: 8, signed: false, fullScale: Voltage(0.2)))
        #expect(descriptor.maximumVectors == 16 && descriptor.converter.fullScales.contains(Voltage(8)))
        try await bench.device.open()
        #expect(await bench.board.sessions == 1)
        await bench.device.close()
    }

    @Test("a descriptor that lies is refused with the name of the field, and nothing is energised")
    func lies() async throws {
        let lies: [(String, (inout CWPDescriptor) -> Void)] = [
            ("columns", { $0.columns = 0 }), ("maximum payload", { $0.maximumPayload = .max }),
            ("ADC LSB", { $0.adcLSBPicoamperes = .max }), ("ADC bits", { $0.adcBits = 1 }),
            ("input range", { $0.inputMicrovolts = .init(minimum: 100, maximum: 200_000) }),
            ("program range", { $0.programMicrovolts = .init(minimum: -1_000_000, maximum: 1_000_000) }),
            ("columns", { $0.columns = 15 }), ("name", { $0.name = "\u{1b}[2J" }),
        ]
        for (field, lie) in lies {
            var descriptor = CWPDescriptor.scripted
            lie(&descriptor)
            let bench = BoardBench(descriptor)
            let error = try await deviceError { try await bench.device.open() }
            #expect(error?.code == .invalidReading && error?.message.contains(field) == true, "\(field)")
            #expect(await bench.board.received.allSatisfy { $0.opcode == .hello })
            #expect(await bench.device.state == .absent)
        }
    }

    @Test(
        "what is no board is told apart in bounded time",
        arguments: [
            ("$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n", "beginning with \"$GPGGA,0"),
            ("\r\nERROR\r\n", "ERROR"), ("", "not a byte came"), ("echo", "returns what is sent"),
        ])
    func strangers(says: String, hint: String) async throws {
        let device = CrossbarBoard(
            id: "board",
            open: { _ in
                let (near, far) = try socketPair()
                Task {
                    while let bytes = try? await far.read(upTo: 256, deadline: .now + .seconds(60)) {
                        try? await far.write(says == "echo" ? bytes : [UInt8](says.utf8), deadline: .now + .seconds(1))
                    }
                }
                return near
            }, heartbeat: nil, clock: ScaledClock(factor: 0.05))
        let error = try await deviceError { try await device.open() }
        #expect(error?.code == .timedOut && error?.cause?.contains(hint) == true, "\(error as Any)")
        #expect(await device.state == .absent)
        #expect(await device.hardwareState == .safe)
    }

    @Test("a board of the wrong number, firmware or protocol version is refused")
    func wrongBoard() async throws {
        var number = CrossbarBoardSettings()
        number.expectedSerial = "scripted-002"
        var firmware = CrossbarBoardSettings()
        firmware.firmwareVersions = 4...9
        for (settings, code) in [(number, DeviceError.Code.invalidReading), (firmware, .notSupported)] {
            let bench = BoardBench(settings: settings)
            let error = try await deviceError { try await bench.device.open() }
            #expect(error?.code == code)
            #expect(await bench.board.received.count == 1)
        }
        let refusing = BoardBench(script: { frame, _ in frame.opcode == .hello ? .refuse(.badVersion) : .none })
        #expect(try await deviceError { try await refusing.device.open() }?.code == .notSupported)
        number.expectedSerial = "scripted-001"
        let right = BoardBench(settings: number)
        try await right.device.open()
        await right.device.close()
    }

    @Test("after a loss another board in the same place is refused, nothing energised, and the first one is taken back")
    func anotherBoard() async throws {
        let bench = BoardBench()
        let gate = try await bench.gate()
        _ = try await gate.process(BoardBench.drive(1))
        await bench.board.hangUp()
        var states = await bench.device.states().makeAsyncIterator()
        while let state = await states.next(), state != .lost {}
        await bench.board.change { $0.descriptor.uniqueID[11] = 0x39 }
        let before = await bench.board.received.count
        let error = try await deviceError { try await bench.device.open() }
        #expect(error?.message.contains("SCRIPTED-009") == true && error?.hardwareState == .unknown)
        #expect(await bench.board.received[before...].map(\.opcode) == [.hello])
        #expect(await bench.device.state == .lost)
        await bench.board.change { $0.descriptor = .scripted }
        try await bench.device.open()
        #expect(await bench.device.hardwareState == .safe)
        _ = try await gate.process(BoardBench.drive(1))
        await bench.device.close()
    }

    @Test("a port that cannot be opened says why, and the device stays absent")
    func noPort() async throws {
        let device = CrossbarBoard(
            id: "board",
            open: { _ in
                throw ByteStreamError(.denied, path: "/dev/ttyACM0", "no permission", remedy: "Join dialout.")
            },
            heartbeat: nil)
        let error = try await deviceError { try await device.open() }
        #expect(error?.code == .notReady && error?.remedy == "Join dialout.")
        #expect(await device.state == .absent)
    }

    @Test("a fault that the board still reports after HELLO keeps it from being used")
    func latchedFault() async throws {
        let bench = BoardBench()
        await bench.board.change { $0.state = [.fault, .overTemperature] }
        let error = try await deviceError { try await bench.device.open() }
        #expect(error?.code == .hardwareFault && error?.message.contains("over-temperature") == true)
    }
}
