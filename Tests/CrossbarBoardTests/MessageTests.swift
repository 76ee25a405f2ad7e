import Testing

@testable import CrossbarBoard

@Suite struct MessageTests {
    private let block = CWPBlock(tile: 1, row: 2, rows: 3, column: 4, columns: 5)

    private func check<Payload: CWPPayload>(_ message: Payload) throws {
        let payload = try message.payload()
        #expect(try Payload(payload: payload) == message)
        #expect(throws: CWPMessageError.self) { try Payload(payload: payload + [0]) }
        for size in payload.indices {
            #expect(throws: CWPMessageError.self) { try Payload(payload: [UInt8](payload[..<size])) }
        }
    }

    @Test("every request survives a round trip and is refused at any other length")
    func requests() throws {
        try check(CWPHelloRequest(nonce: 7))
        try check(CWPHeartbeatRequest(hostTime: .max))
        try check(CWPGetStatusRequest())
        try check(CWPSetWatchdogRequest(milliseconds: 500))
        try check(CWPSafeStateRequest(reason: 3))
        try check(CWPArmRequest(isArmed: true))
        try check(CWPSetInputRequest(tile: 0, row: 1, microvolts: [-1, .max, .min]))
        try check(CWPSetGainRequest(tile: 0, column: 1, range: 2, gains: [0.5, -3]))
        try check(CWPReadConductanceRequest(block: block, readMillivolts: -200, averages: 4, format: .codes))
        try check(CWPResetRequest())
        try check(
            CWPProgramPulsesRequest(
                tile: 1, returnsConductance: true,
                operations: [.init(row: 1, column: 2, millivolts: -900, count: 3, nanoseconds: 100)]))
    }

    @Test("READ_VMM survives a round trip in all formats")
    func vectors() throws {
        let bits = (0..<6).map { $0 % 4 == 1 }
        for inputs: CWPInputCodes in [
            .u8([0, 1, 2, 3, 4, 255]), .i8([-128, 127, 0, 1, 2, 3]), .u16([0, 65_535, 1, 2, 3, 4]),
            .i16([-32_768, 32_767, 0, 1, 2, 3]), .bits(bits),
        ] {
            try check(CWPReadVMMRequest(block: block, vectors: 2, averages: 1, outputFormat: .i32, inputs: inputs))
        }
        for outputs: CWPOutputCodes in [.i8([-128, 127]), .i16([-32_768, 1]), .i32([.min, .max])] {
            try check(
                CWPReadVMMResponse(
                    tile: 0, isSaturated: true, vectors: 1, columns: 2, executionMicroseconds: 9, outputs: outputs))
        }
        #expect(throws: CWPMessageError.self) {
            try CWPReadVMMRequest(block: block, vectors: 3, averages: 1, outputFormat: .i8, inputs: .bits(bits))
                .payload()
        }
    }

    @Test("a differential READ_VMM asks for whole pairs of columns, and its answer says what it is")
    func pairs() throws {
        var request = CWPReadVMMRequest(
            block: CWPBlock(tile: 0, row: 0, rows: 2, column: 4, columns: 6), vectors: 1, averages: 1,
            outputFormat: .i8, isDifferential: true, inputs: .u8([1, 2]))
        try check(request)
        #expect(try request.payload()[3] == 0x82)
        let answer = CWPReadVMMResponse(
            tile: 0, isSaturated: false, vectors: 1, columns: 3, isDifferential: true, executionMicroseconds: 1,
            outputs: .i8([-1, 0, 1]))
        try check(answer)
        #expect(try answer.payload()[2] == 0x82)
        #expect(request.mismatch(answer) == nil)
        var plain = answer
        plain.isDifferential = false
        #expect(request.mismatch(plain) != nil)
        for (column, columns) in [(UInt16(3), UInt16(6)), (4, 5)] {
            request.block.column = column
            request.block.columns = columns
            #expect(throws: CWPMessageError.self) { try request.payload() }
            request.isDifferential = false
            var payload = try request.payload()
            payload[3] |= 0x80
            #expect(throws: CWPMessageError.self) { try CWPReadVMMRequest(payload: payload) }
            request.isDifferential = true
        }
    }

    @Test("PROGRAM_MAP survives a round trip in all formats, at half a byte a cell in nibbles")
    func maps() throws {
        let counts = (0..<15).map { Int8($0 - 8) }
        for (map, size) in [
            (CWPPulseMap.bytes(counts.map { $0 * 15 }), 15), (.nibbles(counts), 9),
            (.sparse([.init(row: 2, column: 4, count: -3), .init(row: 4, column: 8, count: 1)]), 14),
        ] {
            let request = CWPProgramMapRequest(
                block: block, setMillivolts: 900, resetMillivolts: -1_100, nanoseconds: 100, map: map)
            try check(request)
            #expect(try request.payload().count == 20 + size)
        }
        for map in [
            CWPPulseMap.nibbles(counts.map { $0 + 2 }), .bytes([1]), .sparse([.init(row: 0, column: 4, count: 1)]),
        ] {
            #expect(throws: CWPMessageError.self) {
                try CWPProgramMapRequest(block: block, setMillivolts: 1, resetMillivolts: -1, nanoseconds: 1, map: map)
                    .payload()
            }
        }
    }

    @Test("every response survives a round trip")
    func responses() throws {
        try check(CWPEmpty())
        try check(CWPCount(count: 9))
        try check(
            CWPBoardStatus(echo: 1, uptimeMilliseconds: 2, state: [.armed, .fault], temperatureCentidegrees: -500))
        try check(CWPArmRequest.Response(state: .armed))
        try check(CWPProgramPulsesResponse(tile: 0, executed: 2, firstFailed: nil, conductances: [1e-4, 2e-4]))
        try check(CWPProgramPulsesResponse(tile: 0, executed: 2, firstFailed: 2, conductances: nil))
        let refused = (0..<64).map { CWPProgramMapResponse.RefusedCell(row: $0, column: 1, status: .voltageOutOfRange) }
        try check(CWPProgramMapResponse(tile: 0, pulsesExecuted: 5, cellsRefused: 100, refused: refused))
        try check(CWPReadConductanceResponse(tile: 0, rows: 1, columns: 2, scale: 1, values: .siemens([1e-4, 0])))
        try check(CWPReadConductanceResponse(tile: 0, rows: 1, columns: 2, scale: 1e-9, values: .codes([0, 65_535])))
    }

    @Test("errors and events survive a round trip, and an error is thrown where an answer is read")
    func errorsAndEvents() throws {
        let refusal = CWPErrorResponse(opcode: .getStatus, status: .busy, index: 1, detail: 2)
        #expect(try CWPErrorResponse(frame: refusal.frame(requestID: 4)) == refusal)
        #expect(throws: refusal) { try CWPGetStatusRequest().response(from: refusal.frame(requestID: 4)) }
        for event in [CWPEvent.state(code: .watchdogExpired, detail: 0, value: 500), .log("warm")] {
            #expect(try CWPEvent(frame: event.frame) == event)
        }
    }

    @Test("an answer of another shape, opcode or number is no answer")
    func mismatches() throws {
        let request = CWPReadConductanceRequest(block: block, readMillivolts: 200, averages: 1, format: .siemens)
        let other = CWPReadConductanceResponse(tile: 1, rows: 1, columns: 1, scale: 1, values: .siemens([1]))
        let frame = try CWPReadConductanceRequest.frame(answering: 1, with: other)
        #expect(throws: CWPMessageError.self) { try request.response(from: frame) }
        #expect(throws: CWPMessageError.self) { try CWPGetStatusRequest().response(from: frame) }
        #expect(throws: CWPMessageError.self) { try request.response(from: request.frame(requestID: 1)) }
    }

    @Test("scales and conductances that are not numbers are refused")
    func notNumbers() throws {
        for scale in [Float.nan, .infinity, 0, -1] {
            let payload = try CWPReadConductanceResponse(tile: 0, rows: 0, columns: 0, scale: scale, values: .codes([]))
                .payload()
            #expect(throws: CWPMessageError.self) { try CWPReadConductanceResponse(payload: payload) }
        }
        let payload = try CWPReadConductanceResponse(tile: 0, rows: 1, columns: 1, scale: 1, values: .siemens([.nan]))
            .payload()
        #expect(throws: CWPMessageError.self) { try CWPReadConductanceResponse(payload: payload) }
    }

    @Test("a board answers what is no request with the status of its fault")
    func refusals() {
        for (opcode, payload, status) in [
            (CWPOpcode(rawValue: 0x33), [UInt8](), CWPStatus.badOpcode), (.arm, [2], .badParameter),
            (.arm, [], .badLength), (.readVMM, [0, 0, 9, 0] + [UInt8](repeating: 0, count: 12), .unsupported),
        ] {
            #expect(throws: CWPErrorResponse(opcode: opcode, status: status)) {
                try CWPAnyRequest(frame: CWPFrame(opcode: opcode, requestID: 1, payload: payload))
            }
        }
    }
}
