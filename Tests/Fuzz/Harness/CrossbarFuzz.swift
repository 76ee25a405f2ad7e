import CCWP1
import WireRecordings

@testable import CrossbarBoard

/// Frames, messages and fragments of the crossbar wire protocol; the firmware's codec in C beside the driver's.
enum CrossbarFuzz {
    /// The first byte chooses what the rest is.
    static func run(_ input: inout FuzzInput) {
        switch input.byte() & 3 {
        case 0: stream(&input)
        case 1: body(&input)
        case 2: message(&input)
        default: exchange(&input)
        }
    }

    /// Bytes as they come over the wire. Where they are cut must not matter.
    private static func stream(_ input: inout FuzzInput) {
        let cut = input.byte()
        let limit = Int(input.byte()) * 8
        let wire = input.remainder()
        let results = decode(wire, limit: limit)
        var decoder = CWPFrameDecoder(maximumPayload: limit)
        let inPieces = wire.pieces(cut).flatMap { decoder.receive($0) }
        require(inPieces == results, "the frames depend on where the stream is cut: \(inPieces), \(results)")
        compare(wire, limit: limit)
        var fragments = CWPFragments(limit: 4_096)
        for case .success(let frame) in results {
            interpret(frame)
            if let whole = try? fragments.join(frame) {
                require(whole.payload.count <= 4_096, "fragments pass their limit")
                require(!whole.flags.contains(.more), "a joined frame wants more")
            }
        }
        splitting(wire, cut: cut)
    }

    /// What stands before the checksum, which no fuzzer guesses: the harness adds it.
    private static func body(_ input: inout FuzzInput) {
        var body = input.remainder()
        var checksum = CRC32()
        body.withUnsafeBytes { checksum.update($0) }
        withUnsafeBytes(of: checksum.value.littleEndian) { body.append(contentsOf: $0) }
        let wire = [UInt8](unsafeUninitializedCapacity: COBS.maximumSize(of: body.count) + 1) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = COBSWriter(start)
            body.withUnsafeBytes { writer.write($0) }
            count = writer.finish()
        }
        compare(wire, limit: 1_024)
        for case .success(let frame) in decode(wire, limit: 1_024) {
            require(frame.encoded() == wire, "a frame's bytes change on the way through")
            interpret(frame)
        }
    }

    /// A frame that is sound, with any content.
    private static func message(_ input: inout FuzzInput) {
        let opcode = input.byte()
        let flags = input.byte()
        let frame = CWPFrame(
            opcode: CWPOpcode(rawValue: opcode), isResponse: opcode & 0x80 != 0, requestID: 7,
            status: CWPStatus(rawValue: UInt16(flags >> 4)), flags: CWPFrame.Flags(rawValue: UInt16(flags & 3)),
            payload: input.remainder())
        let wire = frame.encoded()
        require(wire == FirmwareCodec.encoded(frame), "the two encoders differ on \(frame)")
        let size = frame.payload.count
        require(decode(wire, limit: size) == [.success(frame)], "\(frame) is not read as it was written")
        require(FirmwareCodec.decoded(wire, limit: size) == [frame], "the C decoder reads another frame than \(frame)")
        require(
            FirmwareCodec.repetitionKey(frame) == frame.repetitionKey.checksum, "the repetition keys differ on \(frame)")
        interpret(frame)
        reassemble(frame, limit: max(1, Int(flags)))
    }

    /// A request and an answer to it.
    private static func exchange(_ input: inout FuzzInput) {
        let opcode = CWPOpcode(rawValue: input.byte())
        let size = Int(input.byte())
        let request = CWPFrame(opcode: opcode, requestID: 7, payload: input.bytes(size))
        let answer = CWPFrame(opcode: opcode, isResponse: true, requestID: 7, payload: input.remainder())
        guard let request = try? CWPAnyRequest(frame: request) else { return }
        func judge(_ request: some CWPRequest) {
            guard let response = try? request.response(from: answer) else { return }
            require(request.mismatch(response) == nil, "an answer that contradicts \(request) is taken")
        }
        switch request {
        case .hello(let request): judge(request)
        case .heartbeat(let request): judge(request)
        case .getStatus(let request): judge(request)
        case .setWatchdog(let request): judge(request)
        case .safeState(let request): judge(request)
        case .arm(let request): judge(request)
        case .setInput(let request): judge(request)
        case .readVMM(let request): judge(request)
        case .setGain(let request): judge(request)
        case .programPulses(let request): judge(request)
        case .readConductance(let request): judge(request)
        case .programMap(let request): judge(request)
        case .reset(let request): judge(request)
        }
    }

    private static func decode(_ wire: [UInt8], limit: Int) -> [Result<CWPFrame, CWPFrameError>] {
        var decoder = CWPFrameDecoder(maximumPayload: limit)
        return decoder.receive(wire)
    }

    /// Both decoders take and refuse the same.
    private static func compare(_ wire: [UInt8], limit: Int) {
        let host = decode(wire, limit: limit).map { try? $0.get() }
        let firmware = FirmwareCodec.decoded(wire, limit: limit)
        require(host == firmware, "the decoders differ: \(host) here, \(firmware) in C")
    }

    private static func reassemble(_ frame: CWPFrame, limit: Int) {
        // Only responses are cut into fragments.
        guard frame.isResponse, !frame.flags.contains(.more) else { return }
        var fragments = CWPFragments(limit: frame.payload.count)
        let joined = frame.fragments(maximumPayload: limit).compactMap { try? fragments.join($0) }
        require(joined == [frame], "fragments of \(limit) bytes join to \(joined)")
    }

    /// A replay's view of the same bytes: every byte in exactly one message.
    private static func splitting(_ wire: [UInt8], cut: UInt8) {
        let dialect = CWPDialect()
        for direction in [WireDirection.outbound, .inbound] {
            var splitter = dialect.splitter(direction)
            let messages = wire.pieces(cut).flatMap { splitter.receive($0) }
            require(messages.flatMap(\.bytes) + splitter.rest == wire, "a message's bytes are lost or doubled")
            for message in messages {
                _ = dialect.summary(of: message, direction)
                _ = dialect.fields(of: message, direction)
            }
        }
    }

    /// Reads the payload as everything that a payload can be.
    private static func interpret(_ frame: CWPFrame) {
        _ = try? CWPAnyRequest(frame: frame)
        if let event = try? CWPEvent(frame: frame) { _ = event.frame }
        if let refusal = try? CWPErrorResponse(frame: frame) {
            let again = try? CWPErrorResponse(frame: refusal.frame(requestID: 7))
            require(again == refusal, "\(refusal) becomes \(String(describing: again))")
        }
        if let descriptor = try? CWPDescriptor(payload: frame.payload) { _ = try? descriptor.validated() }
        attempt(CWPHelloRequest.self, frame)
        attempt(CWPDescriptor.self, frame)
        attempt(CWPBoardStatus.self, frame)
        attempt(CWPWatchdogTime.self, frame)
        attempt(CWPSetWatchdogRequest.self, frame)
        attempt(CWPSafeStateRequest.self, frame)
        attempt(CWPArmRequest.self, frame)
        attempt(CWPArmRequest.Response.self, frame)
        attempt(CWPSetInputRequest.self, frame)
        attempt(CWPSetGainRequest.self, frame)
        attempt(CWPReadVMMRequest.self, frame)
        attempt(CWPReadVMMResponse.self, frame)
        attempt(CWPProgramPulsesRequest.self, frame)
        attempt(CWPProgramPulsesResponse.self, frame)
        attempt(CWPReadConductanceRequest.self, frame)
        attempt(CWPReadConductanceResponse.self, frame)
        attempt(CWPProgramMapRequest.self, frame)
        attempt(CWPProgramMapResponse.self, frame)
        attempt(CWPCount.self, frame)
        attempt(CWPEmpty.self, frame)
    }

    /// What was read can be written, and is the same when it is read again.
    private static func attempt<Payload: CWPPayload>(_ type: Payload.Type, _ frame: CWPFrame) {
        guard let message = try? Payload(payload: frame.payload) else { return }
        let written = try? message.payload()
        require(written != nil, "\(message) was read and cannot be written")
        let again = written.flatMap { try? Payload(payload: $0) }
        require(again == message, "\(message) becomes \(String(describing: again))")
    }
}
