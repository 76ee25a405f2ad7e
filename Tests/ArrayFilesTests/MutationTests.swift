import Testing

@testable import ArrayFiles

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// `bytes` with one to four random changes: a bit, a byte, an extreme word, a cut, an insertion, a repetition.
func mutated(_ bytes: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !result.isEmpty {
        let index = Int.random(in: 0..<result.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: result[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: result[index] = UInt8.random(in: 0...255, using: &generator)
        case 2: for offset in index..<min(index + 8, result.count) { result[offset] = 0xff }
        case 3: result.removeSubrange(index..<min(index + Int.random(in: 1...20, using: &generator), result.count))
        case 4: result.insert(UInt8.random(in: 0...255, using: &generator), at: index)
        default: result += result[index...]
        }
    }
    return result
}

@Suite struct MutationTests {
    /// Parses 4 000 mutations; every one is either parsed or refused with an `ArrayFileError`, and both happen.
    private func mutate(_ seeds: [[UInt8]], parse: ([UInt8]) throws -> Void) throws {
        var generator = SplitMix64(state: 2)
        var parsed = 0
        var refused = 0
        for round in 0..<4_000 {
            do {
                try parse(mutated(seeds[round % seeds.count], using: &generator))
                parsed += 1
            } catch is ArrayFileError {
                refused += 1
            }
        }
        #expect(parsed > 0 && refused > 0)
    }

    private func check(_ array: NumpyArray) {
        #expect(NumpyHeader.elementCount(array.shape).map { $0 * array.type.size } == array.bytes.count)
        #expect(array.floats.count == array.integers.count)
    }

    @Test("mutated .npy files are parsed or refused")
    func npyFiles() throws {
        let plain = NumpyArray(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Double]).npy
        let fortran = npy(">i2", fortran: true, shape: "(2, 2, 2)", (0..<16).map { $0 }, version: 2)
        try mutate([plain, fortran]) { check(try NumpyArray(npy: $0, file: "a.npy")) }
    }

    @Test("mutated .npz files are parsed or refused")
    func npzFiles() throws {
        let array = NumpyArray(shape: [2], [1, 2] as [Float])
        try mutate([NumpyArchive.npz([("x", array), ("y", array)])]) {
            let archive = try NumpyArchive(npz: $0, file: "a.npz")
            for name in archive.names { if let array = try archive.array(name, limit: 1 << 20) { check(array) } }
        }
    }

    @Test("mutated gzip files are parsed or refused")
    func gzipFiles() throws {
        let seed = gzipped([UInt8]("one two three one two three".utf8))
        try mutate([seed, seed + seed]) {
            let contents = try Gzip.decompressed($0, file: "a.gz", limit: 1 << 16)
            #expect(contents.count <= 1 << 16)
        }
    }
}
