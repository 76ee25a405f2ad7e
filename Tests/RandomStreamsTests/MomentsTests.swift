import Testing

@testable import RandomStreams

@Suite("Moments of the random numbers")
struct MomentsTests {
    private static let count = 1 << 18

    private func moment(_ power: Int, _ values: [Float]) -> Double {
        var sum = 0.0
        for value in values {
            var product = 1.0
            for _ in 0..<power { product *= Double(value) }
            sum += product
        }
        return sum / Double(values.count)
    }

    @Test("uniform numbers lie in [0, 1) with mean 1/2 and variance 1/12", arguments: [0, 1, 2] as [UInt64])
    func uniform(seed: UInt64) {
        var stream = RandomStream(seed: seed, name: "uniform")
        let values = stream.uniform(Self.count)
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
        // Five standard errors of each estimate.
        let mean = moment(1, values)
        #expect(abs(mean - 0.5) < 5 * 0.2887 / 512)
        #expect(abs(moment(2, values) - mean * mean - 1.0 / 12) < 5 * 0.0745 / 512)
    }

    @Test("normal numbers have the first four moments of N(0, 1)", arguments: [0, 1, 2] as [UInt64])
    func normal(seed: UInt64) {
        var stream = RandomStream(seed: seed, name: "normal")
        let values = stream.normal(Self.count)
        // Five standard errors: sqrt(1), sqrt(2), sqrt(15), sqrt(96) over sqrt(count) = 512.
        #expect(abs(moment(1, values)) < 5 * 1.0 / 512)
        #expect(abs(moment(2, values) - 1) < 5 * 1.4143 / 512)
        #expect(abs(moment(3, values)) < 5 * 3.873 / 512)
        #expect(abs(moment(4, values) - 3) < 5 * 9.798 / 512)
    }

    @Test("the tails of the normal numbers hold what N(0, 1) says")
    func tails() {
        var stream = RandomStream(seed: 4, name: "tails")
        let values = stream.normal(Self.count)
        #expect(values.allSatisfy { $0.isFinite && abs($0) < 6.67 })
        // Two-sided probabilities beyond 1, 2, 3 and 4 standard deviations.
        for (bound, probability) in [(1, 0.317311), (2, 0.0455003), (3, 0.00269980), (4, 6.3342e-5)] {
            let expected = probability * Double(Self.count)
            let found = Double(values.count { abs($0) > Float(bound) })
            #expect(abs(found - expected) < 5 * expected.squareRoot(), "beyond \(bound)")
        }
    }

    @Test("the four numbers of a block and neighbouring blocks are uncorrelated", arguments: [1, 2, 3, 4, 128])
    func correlation(lag: Int) {
        var stream = RandomStream(seed: 6, name: "correlation")
        let values = stream.normal(Self.count)
        let covariance = zip(values, values.dropFirst(lag)).reduce(0.0) { $0 + Double($1.0 * $1.1) }
        #expect(abs(covariance / Double(Self.count)) < 5.0 / 512)
    }
}
