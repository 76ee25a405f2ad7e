import CrossbarBoard
import Testing

@testable import WireRecordings

@Suite("CWP1 dialect")
struct CWPDialectTests {
    private let dialect = CWPDialect()

    private func message(_ frame: CWPFrame) throws -> WireMessage {
        var splitter = dialect.splitter(.outbound)
        return try #require(splitter.receive(frame.encoded()).first)
    }

    private static func reading(vectors: [UInt8]) -> CWPFrame {
        CWPFrame(opcode: .readVMM, requestID: 7, payload: payload(vectors))
    }

    /// READ_VMM of 2 vectors on 4 rows, 3 columns, as in the protocol's description.
    private static func payload(_ codes: [UInt8]) -> [UInt8] {
        [0, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, 0, 1, 0] + codes
    }

    @Test("frames are messages wherever the pieces are cut, and empty frames do not count")
    func splitting() throws {
        let frames = [
            try CWPHelloRequest(nonce: 5).frame(requestID: 1), Self.reading(vectors: [1, 2, 3, 4, 5, 6, 7, 8]),
        ]
        let bytes = [0, 0] + frames[0].encoded() + [0] + frames[1].encoded() + [9, 9]
        for size in [1, 3, 7, 1000] {
            var splitter = dialect.splitter(.inbound)
            var messages: [WireMessage] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                messages += splitter.receive(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(messages.flatMap(\.bytes) + splitter.rest == bytes)
            let counted = messages.filter { !$0.isIncidental }
            #expect(counted.map { dialect.summary(of: $0, .outbound) } == ["HELLO request 1", "READ_VMM request 7"])
        }
    }

    @Test("two HELLOs agree whatever their nonces, and differ in anything else")
    func nonce() throws {
        let first = try message(try CWPHelloRequest(nonce: 1).frame(requestID: 1))
        let second = try message(try CWPHelloRequest(nonce: 0xDEAD_BEEF).frame(requestID: 1))
        #expect(first.bytes != second.bytes)
        #expect(MessageComparison.agree(first, second))
        #expect(!MessageComparison.agree(first, try message(try CWPHelloRequest(nonce: 1).frame(requestID: 2))))
        #expect(dialect.fields(of: first, .outbound) == dialect.fields(of: second, .outbound))
    }

    @Test("heartbeats are incidental, but only under the numbers kept for them")
    func heartbeats() throws {
        for (id, isIncidental) in [(UInt16(0xF000), true), (0xFFFE, true), (0xEFFF, false), (3, false)] {
            let frame = CWPFrame(opcode: .heartbeat, requestID: id, payload: [UInt8](repeating: 0, count: 8))
            #expect(try message(frame).isIncidental == isIncidental)
        }
    }

    @Test("a request that is sent again is incidental, its answer is not")
    func repetitions() throws {
        var frame = Self.reading(vectors: [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(!(try message(frame).isIncidental))
        frame.flags = .retry
        #expect(try message(frame).isIncidental)
        frame.isResponse = true
        #expect(!(try message(frame).isIncidental))
    }

    @Test("a difference names the field, and the arrow stands under the byte of the frame's body")
    func explanation() throws {
        let expected = try message(Self.reading(vectors: [1, 2, 3, 4, 5, 6, 7, 8]))
        let got = try message(Self.reading(vectors: [1, 2, 3, 4, 5, 6, 99, 8]))
        let lines = MessageComparison(dialect: dialect).explanation(expected, got)
        #expect(lines.count == 4)
        #expect(lines[0].hasSuffix("[6]: expected 7, got 99"), "\(lines[0])")
        // 12 bytes of header, 16 of the request's head, 6 codes.
        #expect(lines[3].hasSuffix("^^ byte 34 of 36"))
        #expect(lines[1].contains("06 07 08") && lines[2].contains("06 63 08"))
        let arrow = try #require(lines[3].firstIndex(of: "^"))
        #expect(lines[2][arrow...].hasPrefix("63"))
    }

    @Test("a byte that was changed on the wire shows as a wrong checksum, and the arrow stands under it")
    func damaged() throws {
        let got = try message(Self.reading(vectors: [1, 2, 3, 4, 5, 6, 7, 8]))
        var bytes = got.bytes
        bytes[bytes.count - 8] ^= 1
        var splitter = dialect.splitter(.outbound)
        let expected = try #require(splitter.receive(bytes).first)
        #expect(dialect.summary(of: expected, .outbound).contains("wrong checksum"))
        let lines = MessageComparison(dialect: dialect).explanation(expected, got)
        #expect(lines.last?.contains("^^ byte \(bytes.count - 8) of \(bytes.count)") == true)
    }

    @Test("bytes without a zero do not pile up")
    func endless() {
        var splitter = dialect.splitter(.outbound)
        var count = 0
        for _ in 0..<64 {
            count += splitter.receive([UInt8](repeating: 1, count: 1 << 17)).reduce(0) { $0 + $1.bytes.count }
            #expect(splitter.rest.count <= 1 << 20)
        }
        #expect(count + splitter.rest.count == 64 << 17)
    }
}
