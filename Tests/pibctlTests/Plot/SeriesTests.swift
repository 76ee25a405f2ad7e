import Testing

@testable import pibctl

@Suite struct SeriesTests {
    private static func series(_ values: [Double]) -> Series {
        Series(name: "s", points: values.enumerated().map { PlotPoint(x: Double($0.offset), y: $0.element) })
    }

    @Test("the running mean is centred and shortened at both ends")
    func runningMean() {
        let mean = Self.series([0, 3, 6, 3, 0]).runningMean(window: 3)
        #expect(mean.map(\.y) == [1.5, 3, 4, 3, 1.5])
        #expect(mean.map(\.x) == [0, 1, 2, 3, 4])
    }

    @Test("a window of one leaves every point as it is")
    func noWindow() {
        let series = Self.series([1, 5, 2])
        #expect(series.runningMean(window: 1) == series.points)
    }

    @Test(
        "the window is a round number of at most a fortieth of the batches",
        arguments: [(0, 1), (79, 1), (80, 2), (1200, 20), (2000, 50), (100_000, 2000)])
    func window(batches: Int, window: Int) {
        #expect(Series.window(batches: batches) == window)
    }

    @Test("thinning keeps every peak")
    func thinned() {
        var values = [Double](repeating: 0, count: 10_000)
        values[4321] = 9
        values[8765] = -9
        let thinned = Self.series(values).thinned(columns: 100)
        #expect(thinned.count == 200)
        #expect(thinned.contains(PlotPoint(x: 4321, y: 9)))
        #expect(thinned.contains(PlotPoint(x: 8765, y: -9)))
        #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.x <= $1.x })
    }

    @Test("few points are not thinned")
    func few() {
        let series = Self.series([1, 2, 3])
        #expect(series.thinned(columns: 2) == series.points)
    }
}
