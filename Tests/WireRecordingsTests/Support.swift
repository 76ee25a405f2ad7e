import Glibc
import PhysicalDevices
import Testing
import Transports

@testable import WireRecordings

extension ContinuousClock.Instant {
    /// Far enough for a loaded machine; a test that reaches it fails.
    static var soon: Self { .now + .seconds(20) }
}

/// Two streams that lead to one another.
func streamPair() throws -> (host: DescriptorStream, device: DescriptorStream) {
    var ends: [CInt] = [0, 0]
    try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
    return (
        try DescriptorStream(adopting: ends[0], address: "pair"),
        try DescriptorStream(adopting: ends[1], address: "device")
    )
}

extension RecordingHeader {
    static func sample(device: String = "board") -> RecordingHeader {
        RecordingHeader(
            driver: "line", device: device,
            identity: DeviceIdentity(vendor: "test", model: "line", serial: "7", firmware: "1"), transport: "pty",
            address: "pty:/run/board", started: "2026-11-21T14:00:00Z", commit: "0123abc", state: .ready,
            configuration: "[[device]]\nid = \"board\"\n")
    }
}

/// Collects a feed into the bytes of a file.
func collect(_ feed: RecordingFeed) -> Task<[UInt8], any Error> {
    Task {
        var bytes: [UInt8] = []
        for try await lines in feed { for line in lines.lines { bytes += [UInt8]((line + "\n").utf8) } }
        return bytes
    }
}

/// Swift's own generator is not seedable; this one is (SplitMix64, G. Steele et al., OOPSLA 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
