import CRandomStreams

/// A named stream of random numbers derived from a root seed.
///
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011), a counter-based
/// generator: a stream is a 64-bit key and a position, nothing else, so it can be stored in a checkpoint and continued.
/// Every consumer (data order, chip, noise, rounding, initial weights) has a stream of its own name, so that adding a
/// consumer never shifts another.
public struct RandomStream: Sendable, Equatable, Codable {
    /// The key: equal keys give equal streams.
    public let key: UInt64
    /// How many blocks of four 32-bit words have been used.
    public private(set) var position: UInt64

    /// The stream called `name` under the root `seed`.
    public init(seed: UInt64, name: String) {
        // FNV-1a over the name, then two rounds of the splitmix64 finaliser with the seed: near seeds and near names
        // give unrelated keys.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        key = Self.mixed(Self.mixed(seed &+ 0x9e37_79b9_7f4a_7c15) ^ hash)
        position = 0
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Fills `buffer` with independent uniform numbers in [0, 1).
    public mutating func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>) {
        guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
        pibd_philox_uniform(key, position, base, buffer.count)
        position &+= UInt64((buffer.count + 3) / 4)
    }

    /// Fills `buffer` with independent standard normal numbers (Box-Muller).
    public mutating func fillNormal(_ buffer: UnsafeMutableBufferPointer<Float>) {
        guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
        pibd_philox_normal(key, position, base, buffer.count)
        position &+= UInt64((buffer.count + 3) / 4)
    }

    /// `count` independent uniform numbers in [0, 1).
    public mutating func uniform(_ count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            fillUniform(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
            initialised = count
        }
    }

    /// `count` independent standard normal numbers.
    public mutating func normal(_ count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            fillNormal(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
            initialised = count
        }
    }

    /// A uniform whole number in 0..<`bound`; the bias of the multiply-shift is below bound / 2^64.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "an empty range has no random element")
        var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) {
            pibd_philox_block(key, position, $0.bindMemory(to: UInt32.self).baseAddress!)
        }
        position &+= 1
        let word = UInt64(words.0) << 32 | UInt64(words.1)
        return Int(word.multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A random order of 0..<`count` (Fisher-Yates).
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        guard count > 1 else { return order }
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(below: last + 1)) }
        return order
    }
}
