import Testing

@testable import CrossbarBoard

@Suite struct FramingTests {
    private let sample = CWPFrame(
        opcode: .readVMM, isResponse: true, requestID: 4711, status: .busy, flags: [.more],
        payload: [0, 1, 0, 0, 255, 7] + [UInt8](repeating: 9, count: 300))

    @Test("the CRC-32 of 123456789 is CBF43926, in one piece and in several")
    func checksum() {
        let digits = [UInt8]("123456789".utf8)
        for cut in 0...digits.count {
            var crc = CRC32()
            digits[..<cut].withUnsafeBytes { crc.update($0) }
            digits[cut...].withUnsafeBytes { crc.update($0) }
            #expect(crc.value == 0xCBF4_3926)
        }
    }

    @Test("the published stuffings hold in both directions")
    func publishedStuffing() throws {
        let vectors = try Vectors.load().cobs
        #expect(vectors.count >= 8)
        for vector in vectors {
            #expect([UInt8](hex: vector.plain).stuffed == [UInt8](hex: vector.encoded), "\(vector.name)")
            #expect([UInt8](hex: vector.encoded).unstuffed == [UInt8](hex: vector.plain), "\(vector.name)")
        }
    }

    @Test("a final full block decodes without the empty block after it too")
    func fullBlock() {
        let block = [UInt8](repeating: 5, count: 254)
        #expect(([255] + block).unstuffed == block)
        #expect(([255] + block + [1]).unstuffed == block)
    }

    @Test("20 000 random bodies survive stuffing, hold no zero and keep to the size limit")
    func randomStuffing() {
        var generator = SeededGenerator(state: 1)
        for round in 0..<20_000 {
            let size = Int.random(in: 0...(round % 20 == 0 ? 1_100 : 60), using: &generator)
            let plain = generator.bytes(size, zeroEvery: [2, 8, 1_000][round % 3])
            let stuffed = plain.stuffed
            let isRight =
                stuffed.unstuffed == plain && !stuffed.contains(0) && stuffed.count <= COBS.maximumSize(of: size)
            #expect(isRight, "round \(round)")
        }
    }

    @Test("every published frame encodes to its bytes and decodes to itself")
    func publishedFrames() throws {
        let vectors = try Vectors.load().frames
        #expect(vectors.count >= 16)
        for vector in vectors {
            let wire = [UInt8](hex: vector.wire)
            #expect([UInt8](wire.dropLast()).unstuffed == [UInt8](hex: vector.body), "\(vector.name)")
            let frames = wire.decoded()
            #expect(frames.count == 1, "\(vector.name)")
            #expect(try frames.first?.get().encoded() == wire, "\(vector.name)")
        }
    }

    @Test("every single-bit flip of a frame is rejected")
    func bitFlips() {
        let wire = sample.encoded()
        for bit in 0..<(wire.count * 8) {
            var flipped = wire
            flipped[bit / 8] ^= 1 << (bit % 8)
            let frames = (flipped + [0]).decoded().compactMap { try? $0.get() }
            #expect(frames.isEmpty, "bit \(bit)")
        }
    }

    @Test("a frame decodes the same whatever the pieces it comes in")
    func chunks() {
        let wire = [0, 0] + sample.encoded() + [0] + sample.encoded()
        for size in 1...wire.count {
            var decoder = CWPFrameDecoder(maximumPayload: 400)
            let results = stride(from: 0, to: wire.count, by: size).flatMap {
                decoder.receive([UInt8](wire[$0..<min($0 + size, wire.count)]))
            }
            #expect(results == [.success(sample), .success(sample)], "pieces of \(size)")
        }
        let frame = sample.encoded()
        for cut in 0...frame.count {
            var decoder = CWPFrameDecoder(maximumPayload: 400)
            let results = decoder.receive([UInt8](frame[..<cut])) + decoder.receive([UInt8](frame[cut...]))
            #expect(results == [.success(sample)], "cut at \(cut)")
        }
    }

    @Test("each way in which bytes are no frame has its own error, and the next frame is read")
    func errors() {
        func body(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
            var content = [UInt8](hex: "0102030000000000020000000102")
            change(&content)
            var crc = CRC32()
            content.withUnsafeBytes { crc.update($0) }
            return (content + withUnsafeBytes(of: crc.value.littleEndian) { [UInt8]($0) }).stuffed + [0]
        }
        let cases: [([UInt8], CWPFrameError)] = [
            ([9, 1, 0], .wrongStuffing),
            ([3, 1, 1, 0], .tooShort(bytes: 2)),
            ([UInt8](repeating: 1, count: 500) + [0], .tooLong(limit: 256)),
            ([UInt8](repeating: 1, count: 20) + [0], .wrongChecksum),
            (body { $0[0] = 2 }, .unknownVersion(2)),
            (body { $0[8] = 3 }, .wrongLength(announced: 3, present: 2)),
            (body { $0[11] = 255 }, .wrongLength(announced: 0xFF00_0002, present: 2)),
        ]
        let next = CWPFrame(opcode: .heartbeat, requestID: 1)
        for (bytes, error) in cases {
            #expect((bytes + next.encoded()).decoded(maximumPayload: 256) == [.failure(error), .success(next)])
            var decoder = CWPFrameDecoder()
            let single = (bytes + next.encoded()).flatMap { decoder.receive([$0]) }
            #expect(single == [.failure(error), .success(next)])
            #expect(!error.description.isEmpty)
        }
    }

    @Test("a payload of the limit passes and one byte more does not")
    func limit() {
        for (size, passes) in [(256, true), (257, false)] {
            let frame = CWPFrame(opcode: .logEvent, requestID: 0, payload: [UInt8](repeating: 1, count: size))
            #expect(frame.encoded().count <= CWPFrame.maximumFrameSize(payload: size))
            #expect(
                frame.encoded().decoded(maximumPayload: 256) == [
                    passes ? .success(frame) : .failure(.tooLong(limit: 256))
                ])
        }
        #expect(CWPFrame.maximumFrameSize(payload: 238) == 254 + 1 + 1 + 1)
    }

    @Test("a reset decoder forgets an unfinished frame")
    func reset() {
        var decoder = CWPFrameDecoder(maximumPayload: 400)
        #expect(decoder.receive([3, 1]).isEmpty)
        decoder.reset()
        #expect(decoder.receive(sample.encoded()) == [.success(sample)])
    }

    @Test("a repetition has the key of its request, and nothing else has")
    func repetition() {
        let request = CWPFrame(opcode: .programMap, requestID: 7, payload: [1, 2, 3])
        var repeated = request
        repeated.flags = .retry
        #expect(repeated.repetitionKey == request.repetitionKey)
        var others = [request, request, request]
        others[0].requestID = 8
        others[1].payload = [1, 2, 4]
        others[2].opcode = .programPulses
        #expect(others.allSatisfy { $0.repetitionKey != request.repetitionKey })
    }

    @Test("fragments join to the whole, and a stray or endless one is refused")
    func fragments() throws {
        let whole = CWPFrame(
            opcode: .readConductance, isResponse: true, requestID: 5, payload: (0..<1_000).map { UInt8($0 % 251) })
        for size in [1, 7, 999, 1_000, 5_000] {
            var fragments = CWPFragments(limit: 1_000)
            let joined = try whole.fragments(maximumPayload: size).map { try fragments.join($0) }
            #expect(joined.last == whole)
            #expect(joined.dropLast().allSatisfy { $0 == nil })
        }
        let pieces = whole.fragments(maximumPayload: 100)
        var stray = pieces[1]
        stray.requestID = 6
        var fragments = CWPFragments(limit: 1_000)
        #expect(try fragments.join(pieces[0]) == nil)
        #expect(throws: CWPMessageError.self) { try fragments.join(stray) }
        var small = CWPFragments(limit: 150)
        #expect(try small.join(pieces[0]) == nil)
        #expect(throws: CWPMessageError.self) { try small.join(pieces[1]) }
    }
}
