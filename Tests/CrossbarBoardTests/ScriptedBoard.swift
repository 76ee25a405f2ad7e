import Glibc
import Testing
import Transports

@testable import CrossbarBoard

/// A board at the far end of a socket pair that does as it is told: it answers as a board must, but for the misdeeds of
/// its script. Everything it was asked is kept.
actor ScriptedBoard {
    /// What the board does with one request.
    enum Misdeed: Sendable {
        /// Nothing wrong.
        case none
        /// It does not get the request.
        case deaf
        /// It executes and its answer is lost.
        case dropReply
        /// The answer comes only after that to the next request, or to the repetition of this one.
        case lateReply
        case duplicateReply
        /// The answer ends in the middle.
        case truncateReply
        case corruptReply
        /// The answer carries another number.
        case wrongNumber
        /// The answer is well formed, and is that to something else.
        case wrongShape
        /// The answer comes under another opcode.
        case wrongOpcode
        case refuse(CWPStatus)
        /// Events or anything else come first.
        case sayFirst([UInt8])
        /// It executes nothing and hangs up.
        case hangUp
        /// It executes, and hangs up instead of answering.
        case executeAndHangUp
    }

    typealias Script = @Sendable (_ request: CWPFrame, _ count: Int) -> Misdeed

    var chip: ScriptedChip
    /// Everything it got, in order, as far as it was frames.
    private(set) var received: [CWPFrame] = []
    private(set) var executed: [CWPFrame] = []
    private(set) var isArmed = false
    private(set) var sessions = 0
    /// The same as it comes, for a test that waits for it.
    nonisolated let requests: AsyncStream<CWPFrame>

    private let note: AsyncStream<CWPFrame>.Continuation
    private var script: Script
    private var stream: DescriptorStream?
    private var reader: Task<Void, Never>?
    private var decoder = CWPFrameDecoder(maximumPayload: 65_536)
    private var stored: [(key: CWPFrame.RepetitionKey, frame: CWPFrame)] = []
    private var heldBack: [[UInt8]] = []
    private var watchdogMilliseconds: UInt16 = 0

    init(_ descriptor: CWPDescriptor = .scripted, script: @escaping Script = { _, _ in .none }) {
        chip = ScriptedChip(descriptor)
        self.script = script
        (requests, note) = AsyncStream.makeStream()
    }

    func follow(_ script: @escaping Script) { self.script = script }
    func change(_ change: (inout ScriptedChip) -> Void) { change(&chip) }

    /// A new wire to the board; the host's end.
    func plug() throws -> DescriptorStream {
        reader?.cancel()
        let (near, far) = try socketPair()
        stream = far
        decoder.reset()
        reader = Task { await self.serve(far) }
        return near
    }

    /// Says something unasked.
    func say(_ event: CWPEvent) async { await send(event.frame.encoded()) }

    /// Goes safe by itself.
    func trip(_ code: CWPStatus) async {
        isArmed = false
        await say(.state(code: code, detail: 0, value: 0))
    }

    /// Goes safe, and the event is lost.
    func disarmSilently() { isArmed = false }

    func hangUp() async {
        isArmed = false
        await stream?.close()
    }

    private func serve(_ stream: DescriptorStream) async {
        while let bytes = try? await stream.read(upTo: 65_536, deadline: .now + .seconds(600)) {
            for frame in decoder.receive(bytes).compactMap({ try? $0.get() }) { await take(frame) }
        }
    }

    private func take(_ frame: CWPFrame) async {
        guard !frame.isResponse else { return }
        received.append(frame)
        note.yield(frame)
        let misdeed = script(frame, received.count { $0.opcode == frame.opcode })
        switch misdeed {
        case .deaf: return
        case .hangUp: return await hangUp()
        case .sayFirst(let bytes): await send(bytes)
        default: break
        }
        let answer = answer(frame, misdeed)
        let fragments = answer.fragments(maximumPayload: Int(chip.descriptor.maximumPayload))
        await send(fragments.map { $0.encoded() }, misdeed)
    }

    private func answer(_ frame: CWPFrame, _ misdeed: Misdeed) -> CWPFrame {
        if let stored = stored.last(where: { $0.key == frame.repetitionKey }) { return stored.frame }
        var answer: CWPFrame
        if case .refuse(let status) = misdeed {
            answer = CWPErrorResponse(opcode: frame.opcode, status: status).frame(requestID: frame.requestID)
        } else {
            answer = execute(frame)
        }
        if frame.opcode != .heartbeat, answer.status != .busy {
            stored.append((frame.repetitionKey, answer))
            stored.removeFirst(max(0, stored.count - Int(chip.descriptor.maximumInFlight)))
        }
        return answer
    }

    private func execute(_ frame: CWPFrame) -> CWPFrame {
        executed.append(frame)
        do {
            let request = try CWPAnyRequest(frame: frame)
            let answer = try carryOut(request, frame)
            return CWPFrame(
                opcode: frame.opcode, isResponse: true, requestID: frame.requestID, payload: try answer.payload())
        } catch let refusal as CWPErrorResponse {
            return refusal.frame(requestID: frame.requestID)
        } catch {
            return CWPErrorResponse(opcode: frame.opcode, status: .badParameter).frame(requestID: frame.requestID)
        }
    }

    private func carryOut(_ request: CWPAnyRequest, _ frame: CWPFrame) throws -> any CWPPayload {
        let status = CWPBoardStatus(
            echo: 0, uptimeMilliseconds: 1, state: chip.state.union(isArmed ? [.armed, .watchdog] : [.watchdog]),
            temperatureCentidegrees: 2_500)
        switch request {
        case .hello:
            (isArmed, sessions, stored) = (false, sessions + 1, [])
            chip.gains = [:]
            return chip.descriptor
        case .heartbeat(let request):
            var status = status
            status.echo = request.hostTime
            return status
        case .getStatus: return status
        case .setWatchdog(let request):
            watchdogMilliseconds = request.time.milliseconds
            return request.time
        case .safeState:
            isArmed = false
            return CWPEmpty()
        case .arm(let request):
            isArmed = request.isArmed
            return CWPArmRequest.Response(state: isArmed ? .armed : [])
        case .reset: return CWPEmpty()
        default:
            guard isArmed else { throw CWPErrorResponse(opcode: frame.opcode, status: .notArmed) }
            return try chip.carryOut(request)
        }
    }

    private func send(_ frames: [[UInt8]], _ misdeed: Misdeed) async {
        let bytes = frames.flatMap { $0 }
        switch misdeed {
        case .dropReply: break
        case .lateReply:
            heldBack.append(bytes)
            return
        case .duplicateReply: await send(bytes + bytes)
        case .truncateReply: await send([UInt8](bytes.dropLast(bytes.count / 2)))
        case .corruptReply:
            var damaged = bytes
            damaged[bytes.count / 2] ^= 0x55
            if damaged[bytes.count / 2] == 0 { damaged[bytes.count / 2] = 1 }
            await send(damaged)
        case .wrongNumber, .wrongShape, .wrongOpcode: await send(mistaken(bytes, misdeed))
        case .executeAndHangUp: await hangUp()
        default: await send(bytes)
        }
        let late = heldBack
        heldBack = []
        for bytes in late { await send(bytes) }
    }

    private func mistaken(_ bytes: [UInt8], _ misdeed: Misdeed) -> [UInt8] {
        guard case .success(var frame)? = bytes.decoded().first else { return [] }
        switch misdeed {
        case .wrongNumber: frame.requestID ^= 0x4000
        case .wrongOpcode: frame.opcode = frame.opcode == .getStatus ? .heartbeat : .getStatus
        default: frame.payload.append(7)
        }
        return frame.encoded()
    }

    private func send(_ bytes: [UInt8]) async {
        try? await stream?.write(bytes, deadline: .now + .seconds(20))
    }
}

/// Both ends of a connection within the process.
func socketPair() throws -> (DescriptorStream, DescriptorStream) {
    var ends: [CInt] = [0, 0]
    try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    return (
        try DescriptorStream(adopting: ends[0], address: "host's end"),
        try DescriptorStream(adopting: ends[1], address: "board's end")
    )
}
