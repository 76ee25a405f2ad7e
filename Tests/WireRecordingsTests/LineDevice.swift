import Matrices
import PhysicalDevices
import Transports
import WireRecordings

/// A device with a protocol of text lines: `hello NONCE`, `read ...`, `pulse ...`, `safe`; each is answered by a line.
actor LineDevice: VectorProcessor, PulseProgrammable {
    /// Ways in which the driver can be another one than that which was recorded.
    enum Change: Sendable { case none, readsTwice, forgetsSafe, scales, hangs, opensTwice }

    static let nominal = PulseShape(setAmplitude: Voltage(1), resetAmplitude: Voltage(-1), width: TimeSpan(1e-6))
    static let descriptor = DeviceDescriptor(
        capabilities: [.vectorProcessor, .pulseProgrammable], array: ArrayGeometry(tiles: 1, rows: 4, columns: 4),
        drive: DriveRange(bits: 8, signed: false, fullScale: Voltage(0.2)),
        converter: ConverterRange(bits: 8, fullScales: Voltage(1)...Voltage(1), gain: 0.1...10),
        pulses: PulseRange(
            setAmplitude: Voltage(0.5)...Voltage(1.5), resetAmplitude: Voltage(-1.5)...Voltage(-0.5),
            width: TimeSpan(1e-7)...TimeSpan(1e-3), maximumCount: 100, nominalStep: 0.01, nominal: nominal),
        conductanceWindow: Conductance(1e-6)...Conductance(1e-4), maximumVectors: 4, timePerVector: TimeSpan(1e-6))

    nonisolated let id = "board"
    nonisolated let driver = "line"
    nonisolated let isSimulated = false
    private(set) var identity = DeviceIdentity(vendor: "", model: "", serial: "", firmware: "")
    private(set) var state = DeviceState.absent
    private(set) var hardwareState = HardwareState.unknown
    var descriptor: DeviceDescriptor { Self.descriptor }

    private let opener: StreamOpener
    private let change: Change
    private var stream: (any ByteStream)?
    private var lines: [String] = []
    private var text = ""

    init(change: Change = .none, opener: @escaping StreamOpener) {
        self.change = change
        self.opener = opener
    }

    func states() -> AsyncStream<DeviceState> { AsyncStream { $0.yield(state) } }

    func open() async throws {
        if state == .lost { await close() }
        guard stream == nil else { return }
        do {
            stream = try await opener(.now + .seconds(5))
            if change == .opensTwice { stream = try await opener(.now + .seconds(5)) }
        } catch {
            throw failure(.lost, "\(error)", "open")
        }
        try await stream?.discardInput()
        let serial = try await ask("hello \(UInt32.random(in: 1...UInt32.max))", "open")
        identity = DeviceIdentity(vendor: "test", model: "line", serial: serial, firmware: "1")
        state = .ready
        hardwareState = .safe
    }

    func close() async {
        await stream?.close()
        stream = nil
        lines = []
        text = ""
        state = .absent
    }

    func enterSafeState() async throws {
        if change == .forgetsSafe { return }
        _ = try await ask("safe", "safe-state")
    }

    func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        let drive = request.request.drive
        let codes = drive.elements.map { String(Int($0 * 255)) }.joined(separator: " ")
        if change == .readsTwice { _ = try await ask("read \(codes)", "process") }
        if change == .hangs { try await Task.sleep(for: .seconds(60)) }
        let reply = try await ask("read \(codes)", "process")
        let scale: Float = change == .scales ? 2 : 1
        let values = reply.split(separator: " ").compactMap { Float($0) }.map { $0 * scale }
        let outputs = request.request.block.outputs
        guard values.count == drive.rows * outputs else {
            throw failure(.invalidReading, "\(values.count) values came", "process")
        }
        return Measured(
            outputs: Matrix(rows: drive.rows, columns: outputs, elements: values), saturatedFraction: 0,
            duration: TimeSpan(1e-3))
    }

    func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport {
        let counts = map.request.counts.map(String.init).joined(separator: " ")
        let reply = try await ask("pulse \(counts)", "program")
        return ProgramReport(applied: Int(reply) ?? 0, refusedCells: 0, duration: TimeSpan(1e-3))
    }

    private func ask(_ line: String, _ operation: String) async throws -> String {
        guard let stream else { throw failure(.notReady, "the device is closed", operation) }
        do {
            try await stream.write([UInt8]((line + "\n").utf8), deadline: .now + .seconds(5))
            while lines.isEmpty {
                text += String(decoding: try await stream.read(upTo: 4096, deadline: .now + .seconds(5)), as: UTF8.self)
                var parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                text = parts.removeLast()
                lines += parts.filter { !$0.hasPrefix("tick") }
            }
            return lines.removeFirst()
        } catch {
            state = .lost
            throw failure(.lost, "\(error)", operation)
        }
    }

    private func failure(_ code: DeviceError.Code, _ message: String, _ operation: String) -> DeviceError {
        DeviceError(
            code, message, remedy: "Test.", device: id, operation: operation, hardwareState: .unknown)
    }
}

/// The dialect of `LineDevice`: a line is a message, the number after `hello` differs, and ticks come when they like.
struct LineDialect: WireDialect {
    func splitter(_ direction: WireDirection) -> any WireSplitter { Splitter() }

    func summary(of message: WireMessage, _ direction: WireDirection) -> String {
        "\"\(Self.text(message.bytes))\""
    }

    func fields(of message: WireMessage, _ direction: WireDirection) -> [WireField] {
        Self.text(message.bytes).split(separator: " ").enumerated().map { index, word in
            WireField(index == 0 ? "command" : "value \(index)", String(word))
        }
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes.dropLast(), as: UTF8.self) }

    struct Splitter: WireSplitter {
        private(set) var rest: [UInt8] = []

        mutating func receive(_ bytes: [UInt8]) -> [WireMessage] {
            var messages: [WireMessage] = []
            for byte in bytes {
                rest.append(byte)
                guard byte == 0x0A else { continue }
                let isHello = rest.starts(with: "hello ".utf8)
                messages.append(
                    WireMessage(
                        bytes: rest, content: isHello ? [UInt8]("hello".utf8) : rest,
                        isIncidental: rest.starts(with: "tick".utf8)))
                rest = []
            }
            return messages
        }
    }
}
