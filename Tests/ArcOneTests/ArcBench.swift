import ArcOneEmulator
import DeviceEmulation
import Glibc
import PhysicalDevices
import Synchronization
import Transports

@testable import ArcOne

/// An emulated board at the far end of a socket pair, which can be told to misbehave.
actor ArcBench {
    /// What becomes of a reply.
    enum Misbehaviour: Sendable {
        case drop
        case late
        case truncate(Int)
        case replace([UInt8])
        case duplicate
        case hangUp
    }

    private(set) var machine: ArcOneMachine
    private var far: DescriptorStream?
    /// Its descriptor, as long as it is open.
    private var farDescriptor: CInt?
    private var serving: Task<Void, Never>?
    private var plan: [Int: Misbehaviour] = [:]
    private var replies = 0
    private var lateReplies: [[UInt8]] = []
    private var chatter: [UInt8]?
    private var echoes = false
    /// Everything the host sent, line by line.
    private(set) var lines: [String] = []
    private var rest: [UInt8] = []
    private var resets = 0
    private var isPassing = false
    private var resetWatchers: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, line: String, continuation: CheckedContinuation<Void, Never>)] = []

    init(settings: ArcOneMachine.Settings = .instant, seed: UInt64 = 3) {
        machine = ArcOneMachine(seed: seed, settings: settings)
    }

    /// A device on this board.
    nonisolated func device(_ adapt: (inout ArcOneSettings) -> Void = { _ in }) -> ArcOne {
        var settings = ArcOneSettings()
        settings.serial = "TEST-1"
        adapt(&settings)
        let reset = settings.timing.reset
        // Instead of the two seconds after a reset: until the board has heard it.
        return ArcOne(
            id: "arc", settings: settings, open: { _ in try await self.connect() },
            pause: { if $0 == reset { await self.hearReset() } })
    }

    private func hearReset() async {
        while resets == 0 || isPassing {
            await withCheckedContinuation { resetWatchers.append($0) }
        }
        resets = 0
    }

    /// A device behind its gate, open.
    nonisolated func gate(
        _ adapt: (inout ArcOneSettings) -> Void = { _ in }, envelope: (inout SafetyEnvelope) -> Void = { _ in }
    ) async throws -> (device: ArcOne, gate: SafetyGate) {
        let device = device(adapt)
        try await device.open()
        var limits = SafetyEnvelope(spanning: await device.descriptor)
        envelope(&limits)
        return (device, try await SafetyGate(device: device, envelope: limits))
    }

    func connect() throws -> any ByteStream {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw Impossible() }
        let far = try DescriptorStream(adopting: ends[1], address: "board")
        self.far = far
        farDescriptor = ends[1]
        resets = 0
        serving = Task { await serve(far) }
        if let chatter { Task { try? await far.write(chatter, deadline: .now + .seconds(5)) } }
        return try DescriptorStream(adopting: ends[0], address: "host")
    }

    private func serve(_ stream: DescriptorStream) async {
        while let bytes = try? await stream.read(upTo: 4096, deadline: .now + .seconds(60)) {
            note(bytes)
            if echoes { try? await stream.write(bytes, deadline: .now + .seconds(5)) }
            if let chatter {
                try? await stream.write(chatter, deadline: .now + .seconds(5))
                wakeResetWatchers()
                continue
            }
            for reply in machine.receive(bytes, at: 0) { await send(reply.bytes, on: stream) }
            wakeResetWatchers()
        }
        // Nobody will hear anything any more.
        resets += 1
        wakeResetWatchers()
    }

    private func wakeResetWatchers() {
        guard resets > 0, !isPassing else { return }
        for watcher in resetWatchers { watcher.resume() }
        resetWatchers = []
    }

    /// Returns once the host has taken everything the board has said.
    func untilHeard() async {
        while let farDescriptor {
            var unread: CInt = 0
            guard ioctl(farDescriptor, UInt(SIOCOUTQ), &unread) == 0, unread > 0 else { return }
            await Task.yield()
        }
    }

    /// Lets time pass on the board, for settings that are not instant.
    func pass(to seconds: Double) async {
        guard let far else { return }
        isPassing = true
        for reply in machine.tick(at: seconds) { await send(reply.bytes, on: far) }
        isPassing = false
        wakeResetWatchers()
    }

    private func send(_ bytes: [UInt8], on stream: DescriptorStream) async {
        replies += 1
        var out = bytes
        switch plan[replies] {
        case nil: break
        case .drop: out = []
        case .late:
            lateReplies.append(bytes)
            out = []
        case .truncate(let count): out = Array(bytes.prefix(count))
        case .replace(let other): out = other
        case .duplicate: out += bytes
        case .hangUp:
            farDescriptor = nil
            await stream.close()
            return
        }
        if !out.isEmpty { try? await stream.write(out, deadline: .now + .seconds(5)) }
    }

    /// What becomes of the reply after the next `skipping`.
    func misbehave(_ misbehaviour: Misbehaviour, skipping: Int = 0) { plan[replies + 1 + skipping] = misbehaviour }

    /// Sends what was kept back.
    func sendLateReplies() async {
        for bytes in lateReplies { try? await far?.write(bytes, deadline: .now + .seconds(5)) }
        lateReplies = []
    }

    /// Something else is on the port: it says this, whatever it is asked.
    func chatter(_ text: String) { chatter = Array(text.utf8) }

    /// Something else is on the port: it says what it hears, and nothing else.
    func echo() {
        echoes = true
        chatter = []
    }

    func unplug() async {
        farDescriptor = nil
        await far?.close()
    }

    func show(_ body: (inout ArcOneMachine) -> Void) { body(&machine) }

    func forgetLines() { lines = [] }

    /// Returns once the host has sent `line` that often since the lines were forgotten.
    func heard(_ line: String, times: Int = 1) async {
        guard lines.filter({ $0 == line }).count < times else { return }
        await withCheckedContinuation { watchers.append((times, line, $0)) }
    }

    private func note(_ bytes: [UInt8]) {
        rest += bytes
        while let end = rest.firstIndex(of: 0x0A) {
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            if lines.last == "00" { resets += 1 }
            rest.removeSubrange(...end)
        }
        let due = watchers.filter { watcher in lines.filter { $0 == watcher.line }.count >= watcher.count }
        watchers.removeAll { watcher in lines.filter { $0 == watcher.line }.count >= watcher.count }
        for watcher in due { watcher.continuation.resume() }
    }
}

/// Bytes sent on a socket that its peer has not taken yet (linux/sockios.h; a macro that Swift does not import).
private let SIOCOUTQ = 0x5411

struct Impossible: Error {}

/// The device error that `body` throws.
func refusal(_ body: () async throws -> Void) async throws -> DeviceError {
    do {
        try await body()
    } catch let error as DeviceError {
        return error
    }
    throw Impossible()
}

extension CellBlock {
    static func cells(_ rows: Range<Int>, _ columns: Range<Int>) -> CellBlock {
        CellBlock(tile: 0, rows: rows, columns: columns)
    }
    static func cell(_ row: Int, _ column: Int) -> CellBlock { cells(row..<row + 1, column..<column + 1) }
}

let shape = PulseShape(setAmplitude: Voltage(1.2), resetAmplitude: Voltage(-1.2), width: TimeSpan(100e-9))

/// One signed number of pulses for one cell.
func pulses(_ count: Int8, row: Int = 0, column: Int = 0) -> PulseMap {
    PulseMap(block: .cell(row, column), counts: [count], shape: shape)
}

/// Short waits, for tests in which the board keeps silent.
func impatient(_ settings: inout ArcOneSettings) {
    settings.timing.reply = .milliseconds(100)
    settings.timing.version = .milliseconds(100)
}
