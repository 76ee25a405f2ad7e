import Testing

@testable import CrossbarBoard

@Suite struct FuzzTests {
    @Test("50 000 random and mutated inputs are refused or read, never fatal, and the decoder goes on")
    func garbage() throws {
        var generator = SeededGenerator(state: 2)
        let seeds = try Vectors.load().frames.map { [UInt8](hex: $0.wire) }
        let probe = CWPFrame(opcode: .heartbeat, requestID: 77, payload: [1, 2, 3])
        var decoder = CWPFrameDecoder(maximumPayload: 1_024)
        for round in 0..<50_000 {
            let input =
                round % 2 == 0 ? generator.bytes(Int(generator.next() % 64), zeroEvery: 16) : mutated(seeds, &generator)
            for case .success(let frame) in decoder.receive(input) { interpret(frame) }
            if round % 100 == 0 {
                #expect(decoder.receive([0] + probe.encoded()).last == .success(probe), "round \(round)")
            }
        }
    }

    @Test("50 000 random payloads of every opcode are refused or survive a round trip")
    func payloads() throws {
        var generator = SeededGenerator(state: 3)
        let bodies = try Vectors.load().frames.map { [UInt8](hex: $0.body) }
        var read = 0
        for round in 0..<50_000 {
            var body = bodies[round % bodies.count]
            for _ in 0..<Int(generator.next() % 4) where body.count > 16 {
                body[Int.random(in: 12..<body.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let end = round % 5 == 0 ? Int.random(in: 12...body.count, using: &generator) : body.count - 4
            let frame = CWPFrame(
                opcode: CWPOpcode(rawValue: body[1]), isResponse: body[1] & 0x80 != 0, requestID: 1,
                payload: [UInt8](body[12..<end]))
            read += interpret(frame)
        }
        #expect(read > 10_000)
    }

    private func mutated(_ seeds: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        var input = seeds[Int(generator.next() % UInt64(seeds.count))]
        for _ in 0...(generator.next() % 4) {
            let index = Int(generator.next() % UInt64(input.count))
            switch generator.next() % 4 {
            case 0: input[index] ^= 1 << UInt8(generator.next() % 8)
            case 1: input.insert(UInt8(truncatingIfNeeded: generator.next()), at: index)
            case 2 where input.count > 1: input.remove(at: index)
            default: input.removeLast(min(index, input.count - 1))
            }
        }
        return input
    }

    /// Reads the payload as all that it could be; returns how often that worked.
    @discardableResult
    private func interpret(_ frame: CWPFrame) -> Int {
        var read = 0
        func attempt<Payload: CWPPayload>(_ type: Payload.Type) {
            guard let message = try? Payload(payload: frame.payload) else { return }
            read += 1
            let again = try? Payload(payload: message.payload())
            #expect(again == message)
        }
        _ = try? CWPAnyRequest(frame: frame)
        _ = try? CWPEvent(frame: frame)
        _ = try? CWPErrorResponse(frame: frame)
        switch frame.opcode {
        case .hello:
            attempt(CWPDescriptor.self)
            _ = try? CWPDescriptor(payload: frame.payload).validated()
        case .setInput: attempt(CWPSetInputRequest.self)
        case .setGain: attempt(CWPSetGainRequest.self)
        case .readVMM:
            attempt(CWPReadVMMRequest.self)
            attempt(CWPReadVMMResponse.self)
        case .programPulses:
            attempt(CWPProgramPulsesRequest.self)
            attempt(CWPProgramPulsesResponse.self)
        case .readConductance:
            attempt(CWPReadConductanceRequest.self)
            attempt(CWPReadConductanceResponse.self)
        default:
            attempt(CWPProgramMapRequest.self)
            attempt(CWPProgramMapResponse.self)
            attempt(CWPBoardStatus.self)
            attempt(CWPWatchdogTime.self)
        }
        return read
    }
}
