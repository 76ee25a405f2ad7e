import Foundation
import Testing

@testable import RandomStreams

@Suite("Random streams")
struct RandomStreamTests {
    @Test("equal seeds and names give equal numbers, another seed or name gives others")
    func naming() {
        var first = RandomStream(seed: 1, name: "noise")
        var same = RandomStream(seed: 1, name: "noise")
        var otherSeed = RandomStream(seed: 2, name: "noise")
        var otherName = RandomStream(seed: 1, name: "noise2")
        let values = first.uniform(64)
        #expect(values == same.uniform(64))
        // 24-bit numbers: one chance coincidence in 64 would be rare, two unheard of.
        #expect(zip(values, otherSeed.uniform(64)).count { $0 == $1 } < 2)
        #expect(zip(values, otherName.uniform(64)).count { $0 == $1 } < 2)
    }

    @Test("near seeds and names never share a key")
    func keys() {
        let names = ["", "a", "b", "ab", "ba", "chip", "chip 1", "chip 2"]
        let keys = (0..<256).flatMap { seed in names.map { RandomStream(seed: UInt64(seed), name: $0).key } }
        #expect(Set(keys).count == keys.count)
    }

    @Test("two fills continue where the first ended, as one fill would")
    func continuation() {
        var whole = RandomStream(seed: 3, name: "x")
        var parts = whole
        let expected = whole.normal(400)
        #expect(parts.normal(132) + parts.normal(268) == expected)
        #expect(parts == whole)
    }

    @Test("a stored stream continues with the same numbers")
    func storage() throws {
        var stream = RandomStream(seed: 8, name: "rounding")
        _ = stream.normal(37)
        let stored = try JSONEncoder().encode(stream)
        var restored = try JSONDecoder().decode(RandomStream.self, from: stored)
        #expect(restored.uniform(100) == stream.uniform(100))
    }

    @Test("an empty fill takes nothing from the stream")
    func emptyFill() {
        var stream = RandomStream(seed: 8, name: "empty")
        let before = stream
        #expect(stream.uniform(0).isEmpty && stream.normal(0).isEmpty)
        #expect(stream == before)
    }

    @Test("a permutation holds every index once", arguments: [0, 1, 2, 10, 1000])
    func permutation(count: Int) {
        var stream = RandomStream(seed: 12, name: "order")
        #expect(stream.permutation(count).sorted() == Array(0..<count))
    }

    @Test("successive permutations differ, and each index visits each place about equally often")
    func permutationSpread() {
        var stream = RandomStream(seed: 13, name: "order")
        #expect(stream.permutation(20) != stream.permutation(20))
        let rounds = 6000
        var counts = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
        for _ in 0..<rounds {
            for (place, index) in stream.permutation(6).enumerated() { counts[place][index] += 1 }
        }
        // 1000 expected in each cell, standard deviation 29.
        #expect(counts.joined().allSatisfy { abs($0 - 1000) < 150 })
    }

    @Test("whole numbers below a bound stay below it and reach every value", arguments: [1, 3, 10])
    func integers(bound: Int) {
        var stream = RandomStream(seed: 14, name: "integers")
        let drawn = Set((0..<500).map { _ in stream.integer(below: bound) })
        #expect(drawn == Set(0..<bound))
    }
}
