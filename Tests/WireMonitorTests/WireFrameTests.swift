import Testing
@testable import WireMonitor

@Suite("Frames as the monitor reads them")
struct WireFrameTests {
    @Test(
        "the protocol's own examples come out byte for byte",
        arguments: [
            (
                WireFrame(0x01, id: 1, payload: [0, 1, 0, 1, 0, 0, 0, 0, 0xEF, 0xBE, 0xAD, 0xDE]),
                "0401010101010101020c0101010201020101010109efbeadde5b8676e400"
            ),
            (WireFrame(0x04, id: 2, payload: [0xF4, 0x01]), "04010402010101010202010107f4019cd9292a00"),
            (WireFrame(0x06, id: 3, payload: [1]), "0401060301010101020101010601c0455aee00"),
            (WireFrame(0x05, id: 8, payload: [0]), "0401050801010101020101010105e220e2cd00"),
        ])
    func examples(frame: WireFrame, hexadecimal: String) {
        #expect(frame.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hexadecimal)
    }

    @Test("frames of every length come back whole, however they are cut", arguments: [0, 1, 237, 238, 239, 254, 600])
    func roundTrip(length: Int) {
        let payload = (0..<length).map { UInt8($0 % 7 == 0 ? 0 : $0 & 0xFF) }
        let frame = WireFrame(0x11, id: 0x1234, flags: 2, payload: payload)
        var splitter = FrameSplitter()
        var found: [WireFrame] = []
        for byte in [0] + frame.bytes {
            for case .frame(let piece) in splitter.take([byte]) { found.append(piece) }
        }
        #expect(found == [frame])
    }

    @Test("a frame with any one bit turned over is no frame")
    func damage() {
        let bytes = WireFrame(0x20, id: 6, payload: [1, 0, 2, 0, 3]).bytes
        for index in 0..<bytes.count - 1 {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << bit
                var splitter = FrameSplitter()
                for case .frame(let frame) in splitter.take(damaged) {
                    Issue.record("byte \(index), bit \(bit): \(frame)")
                }
            }
        }
    }
}
