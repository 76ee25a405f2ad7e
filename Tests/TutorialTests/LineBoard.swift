import Matrices
import PhysicalDevices
import Transports

/// A board that is spoken to in lines of text. One line asks, one line answers.
public actor LineBoard: VectorProcessor {
    /// Opens the line to the board; a recording or an emulator may stand in for the port.
    public typealias Opener = @Sendable (_ deadline: ContinuousClock.Instant) async throws -> any ByteStream

    public nonisolated let id: String
    public nonisolated let driver = "line-board"
    public nonisolated let isSimulated = false
    public private(set) var identity = DeviceIdentity(vendor: "", model: "", serial: "", firmware: "")
    public private(set) var state = DeviceState.absent
    public private(set) var hardwareState = HardwareState.unknown

    private let openLine: Opener
    /// How long the board may take for one answer.
    private let patience: Duration
    private var line: (any ByteStream)?
    private var received: [UInt8] = []
    /// How often the line was opened.
    private var session = 0
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    private var watchers: [Int: AsyncStream<DeviceState>.Continuation] = [:]
    private var nextWatcher = 0

    /// A board called `id` at the end of the line that `openLine` opens; closed at first.
    public init(id: String, patience: Duration = .seconds(1), openLine: @escaping Opener) {
        self.id = id
        self.patience = patience
        self.openLine = openLine
    }

    public nonisolated var descriptor: DeviceDescriptor {
        DeviceDescriptor(
            capabilities: [.vectorProcessor], array: ArrayGeometry(tiles: 1, rows: 16, columns: 8),
            drive: DriveRange(bits: 7, signed: false, fullScale: Voltage(0.2)),
            converter: ConverterRange(bits: 16, fullScales: Voltage(0.1)...Voltage(10), gain: 1e-3...1e3),
            pulses: nil, conductanceWindow: Conductance(1e-6)...Conductance(100e-6), maximumVectors: 1,
            timePerVector: TimeSpan(1e-3))
    }

    /// The empty line ends whatever the board was being told when the daemon died.
    public nonisolated var emergencyStop: EmergencyStop? {
        EmergencyStop(send: Array("\nOFF\n".utf8), expect: Array("SAFE\n".utf8))
    }
}

extension LineBoard {
    public func open() async throws {
        await enter()
        defer { leave() }
        guard line == nil else { return }
        move(to: .opening)
        do {
            let line = try await openLine(.now + patience)
            self.line = line
            // What arrives before we have asked answers nothing of ours.
            try await line.write(Array("\n".utf8), deadline: .now + patience)
            try await settle(line)
            let fields = try await ask("WHO").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, fields[1] == "LB-16", !fields[2].isEmpty else {
                throw error(.invalidReading, "open", "it answers, but not as an LB-16 does", state: .asBefore)
            }
            try check(identity: fields)
            try await turnOff()
            move(to: .ready)
            session += 1
            Task { [weak self, session] in
                await line.waitForHangUp()
                await self?.lose(session)
            }
        } catch {
            await drop(to: .lost)
            throw describe(error, operation: "open")
        }
    }

    public func close() async {
        await enter()
        defer { leave() }
        // The outputs have been asked to go off; after that there is nothing left to do but let go.
        if line != nil { try? await turnOff() }
        await drop(to: .absent)
    }

    public func enterSafeState() async throws {
        await enter()
        defer { leave() }
        guard line != nil else {
            guard state == .absent else {
                throw error(.lost, "safe-state", "the board is gone", state: .unknown)
            }
            return
        }
        do { try await turnOff() } catch { throw await failed("safe-state", error) }
    }

    /// Another board on the same port is another device.
    private func check(identity fields: [String]) throws {
        guard identity.serial.isEmpty || identity.serial == fields[2] else {
            throw error(.invalidReading, "open", "it is \(fields[2]), not \(identity.serial)", state: .asBefore)
        }
        identity = DeviceIdentity(vendor: fields[0], model: fields[1], serial: fields[2], firmware: fields[3])
    }

    private func turnOff() async throws {
        guard try await ask("OFF") == "SAFE" else {
            throw error(.invalidReading, "safe-state", "the board did not confirm", state: .unknown)
        }
        hardwareState = .safe
    }
}

extension LineBoard {
    public func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        await enter()
        defer { leave() }
        guard state == .ready else {
            throw error(
                state == .lost ? .lost : .notReady, "process", "the board is \(state.rawValue)", state: .asBefore)
        }
        move(to: .busy)
        let request = request.request
        let start = ContinuousClock.now
        var outputs: [Float] = []
        var saturated = 0
        do {
            hardwareState = .unknown
            for vector in 0..<request.drive.rows {
                for value in try await measure(request.drive.row(vector), request) {
                    let limit = request.fullScale.value
                    saturated += abs(value) >= limit ? 1 : 0
                    outputs.append(Float(min(limit, max(-limit, value))))
                }
            }
            try await turnOff()
        } catch {
            throw await failed("process", error)
        }
        move(to: .ready)
        return Measured(
            outputs: Matrix(rows: request.drive.rows, columns: request.block.outputs, elements: outputs),
            saturatedFraction: Double(saturated) / Double(max(1, outputs.count)),
            duration: TimeSpan((ContinuousClock.now - start) / .seconds(1)))
    }

    /// Drives one vector; the outputs in units of a full-scale input on full conductance, times the gain.
    private func measure(_ drive: [Float], _ request: DriveRequest) async throws -> [Double] {
        let block = request.block
        let millivolts = drive.map { String(Int((Double($0) * 200).rounded())) }.joined(separator: " ")
        let answer = try await ask(
            "MEASURE \(block.rows.lowerBound) \(block.columns.lowerBound) \(block.columns.count) \(millivolts)")
        let currents = answer.split(separator: " ").map { Double($0) ?? .nan }
        guard currents.count == block.columns.count, currents.allSatisfy(\.isFinite) else {
            throw error(.invalidReading, "process", "\"\(answer.prefix(40))\" is no measurement", state: .unknown)
        }
        let unit = descriptor.drive.fullScale.value * descriptor.conductanceWindow.upperBound.value
        return (0..<block.outputs).map {
            (currents[2 * $0] - currents[2 * $0 + 1]) * 1e-9 / unit * request.gain
        }
    }
}

extension LineBoard {
    private static let longestLine = 1024

    /// Sends a line and waits for the one that answers it.
    private func ask(_ question: String) async throws -> String {
        guard let line else { throw error(.lost, "ask", "the board is gone", state: .unknown) }
        let deadline = ContinuousClock.now + patience
        try await line.write(Array((question + "\n").utf8), deadline: deadline)
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            guard received.count < Self.longestLine else {
                throw error(.invalidReading, "ask", "it sends without end of line", state: .unknown)
            }
            received += try await line.read(upTo: Self.longestLine, deadline: deadline)
        }
    }

    /// Reads until the line is quiet. A device that never is, is none of ours.
    private func settle(_ line: any ByteStream) async throws {
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            do {
                _ = try await line.read(upTo: Self.longestLine, deadline: .now + .milliseconds(50))
            } catch let failure as ByteStreamError where failure.code == .timedOut {
                received = []
                return
            }
        }
        throw error(.invalidReading, "open", "it never stops sending", state: .asBefore)
    }

    /// After a failure in the middle of something the line is closed: a late answer must not meet a new question.
    private func failed(_ operation: String, _ cause: any Error) async -> DeviceError {
        await drop(to: .lost)
        return describe(cause, operation: operation)
    }

    private func lose(_ gone: Int) async {
        if line != nil, gone == session { await drop(to: .lost) }
    }

    private func drop(to next: DeviceState) async {
        let line = line
        self.line = nil
        received = []
        if next == .lost { hardwareState = .unknown }
        move(to: next)
        await line?.close()
    }

    private func describe(_ cause: any Error, operation: String) -> DeviceError {
        if let error = cause as? DeviceError { return error }
        let code = (cause as? ByteStreamError)?.code
        return error(
            code == .timedOut ? .timedOut : .lost, operation,
            code == .timedOut ? "no answer in time" : "the line broke", state: .unknown, cause: "\(cause)")
    }

    private func error(
        _ code: DeviceError.Code, _ operation: String, _ message: String, state: HardwareState, cause: String? = nil
    ) -> DeviceError {
        DeviceError(
            code, message,
            remedy: "Check the board's power and cable, and that nobody else has its port: pibctl doctor.", device: id,
            operation: operation, hardwareState: state, cause: cause)
    }
}

extension LineBoard {
    /// An actor may take up a second call while the first one waits; a board may not.
    private func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func leave() {
        if queue.isEmpty { isBusy = false } else { queue.removeFirst().resume() }
    }

    public func states() -> AsyncStream<DeviceState> {
        let watcher = nextWatcher
        nextWatcher += 1
        return AsyncStream(bufferingPolicy: .bufferingNewest(16)) { continuation in
            continuation.yield(state)
            watchers[watcher] = continuation
            continuation.onTermination = { _ in Task { await self.forget(watcher) } }
        }
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }

    private func move(to next: DeviceState) {
        guard next != state else { return }
        state = next
        for watcher in watchers.values { watcher.yield(next) }
    }
}
