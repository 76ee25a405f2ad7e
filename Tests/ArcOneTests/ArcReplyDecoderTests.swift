import Testing

@testable import ArcOne

@Suite("ArC ONE replies")
struct ArcReplyDecoderTests {
    @Test("numbers are least significant byte first, in whatever pieces they come")
    func pieces() {
        var decoder = ArcReplyDecoder()
        let bytes: [UInt8] = [0x00, 0x40, 0x9C, 0x45, 0x00, 0x00, 0x00, 0x3F, 0xBD, 0x37, 0x86, 0x35]
        for byte in bytes.dropLast() {
            decoder.feed([byte])
            #expect(decoder.triplet() == nil)
        }
        decoder.feed([bytes[11]])
        #expect(decoder.triplet() == ArcTriplet(resistance: 5000, voltage: 0.5, width: 1e-6))
        #expect(decoder.pending == 0)
    }

    @Test("three zeros end a series; a resistance that is no positive number is no measurement")
    func triplets() {
        #expect(ArcTriplet(resistance: 0, voltage: 0, width: 0).isEnd)
        #expect(!ArcTriplet(resistance: 0, voltage: 1, width: 0).isEnd)
        for resistance: Float in [.nan, -1, 0, -Float.infinity] {
            #expect(!ArcTriplet(resistance: resistance, voltage: 1, width: 1).isPlausible)
        }
        #expect(ArcTriplet(resistance: .infinity, voltage: 1, width: 1).isPlausible)
        #expect(!ArcTriplet(resistance: 1, voltage: .nan, width: 1).isPlausible)
    }

    @Test("a line ends at its line feed, or is cut where no board's line would go on")
    func lines() {
        var decoder = ArcReplyDecoder()
        decoder.feed(Array("1\nrest".utf8))
        #expect(decoder.line() == "1")
        #expect(decoder.line() == nil)
        decoder.clear()
        decoder.feed([UInt8](repeating: 0x41, count: 100))
        #expect(decoder.line()?.count == ArcReplyDecoder.longestLine)
    }

    @Test("a version is two 16-bit numbers")
    func version() {
        var decoder = ArcReplyDecoder()
        decoder.feed([1, 0, 7])
        #expect(decoder.version() == nil)
        decoder.feed([0])
        #expect(decoder.version() == ArcFirmwareVersion(major: 1, minor: 7))
    }

    @Test("arbitrary bytes in arbitrary pieces are taken apart without harm and without losing any")
    func arbitrary() {
        var random = SystemRandomNumberGenerator.Seeded(seed: 11)
        for _ in 0..<500 {
            var decoder = ArcReplyDecoder()
            var fed = 0
            var taken = 0
            for _ in 0..<20 {
                let length = Int.random(in: 0..<40, using: &random)
                let piece = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                decoder.feed(piece)
                fed += piece.count
                let before = decoder.pending
                switch Int.random(in: 0..<4, using: &random) {
                case 0: _ = decoder.line()
                case 1: _ = decoder.triplet()
                case 2: _ = decoder.version()
                default: _ = decoder.floats(Int.random(in: 0..<8, using: &random))
                }
                taken += before - decoder.pending
            }
            #expect(fed == taken + decoder.pending)
        }
    }
}

extension SystemRandomNumberGenerator {
    /// Numbers that follow from a seed (splitmix64).
    struct Seeded: RandomNumberGenerator {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
