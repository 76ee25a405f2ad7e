import Testing

@testable import Laboratory

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("a quantile is within 5 % of the value that has so many below it")
    func quantiles() throws {
        var histogram = LatencyHistogram()
        // A thousand values from 1 ms to 1 s, in no order.
        for index in 0..<1000 { histogram.add(0.001 * Double(index * 619 % 1000 + 1)) }
        for (fraction, expected) in [(0.5, 0.5), (0.9, 0.9), (0.99, 0.99), (0.001, 0.001), (1.0, 1.0)] {
            let quantile = try #require(histogram.quantile(fraction))
            #expect(abs(quantile / expected - 1) < 0.05, "\(fraction): \(quantile)")
        }
        #expect(histogram.count == 1000)
    }

    @Test("without a value there is no quantile")
    func empty() {
        #expect(LatencyHistogram().quantile(0.5) == nil)
    }

    @Test(
        "what is too short, too long or no number is counted all the same",
        arguments: [0, -1, 1e-12, 1e300, .infinity, .nan])
    func extremes(value: Double) throws {
        var histogram = LatencyHistogram()
        histogram.add(value)
        let median = try #require(histogram.quantile(0.5))
        #expect(median >= 1e-6 && median < 5000)
    }

    @Test("two histograms together hold what both held")
    func together() throws {
        var short = LatencyHistogram()
        var long = LatencyHistogram()
        for _ in 0..<10 { short.add(0.001) }
        for _ in 0..<30 { long.add(0.1) }
        short.add(long)
        #expect(short.count == 40)
        #expect(try #require(short.quantile(0.2)) < 0.002)
        #expect(try #require(short.quantile(0.3)) > 0.09)
    }
}
