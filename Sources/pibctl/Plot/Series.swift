/// Values over measurements: one line of a picture.
struct Series {
    var name: String
    /// In ascending order of measurements; only finite values.
    var points: [PlotPoint]

    /// The mean over up to `window` neighbours around each point, fewer at both ends.
    func runningMean(window: Int) -> [PlotPoint] {
        guard window > 1, points.count > 1 else { return points }
        let before = (window - 1) / 2
        let after = window - 1 - before
        var sums = [0.0]
        for point in points { sums.append(sums[sums.count - 1] + point.y) }
        return points.indices.map { index in
            let low = max(0, index - before)
            let high = min(points.count, index + after + 1)
            return PlotPoint(x: points[index].x, y: (sums[high] - sums[low]) / Double(high - low))
        }
    }

    /// The points themselves, or, where there are more than two a column, the least and the greatest of each of
    /// `columns` stretches: nothing a screen could show is lost.
    func thinned(columns: Int) -> [PlotPoint] {
        guard points.count > 2 * columns, columns > 0 else { return points }
        return (0..<columns).flatMap { column -> [PlotPoint] in
            let stretch = points[(column * points.count / columns)..<((column + 1) * points.count / columns)]
            guard let least = stretch.min(by: { $0.y < $1.y }), let greatest = stretch.max(by: { $0.y < $1.y })
            else { return [] }
            return least.x <= greatest.x ? [least, greatest] : [greatest, least]
        }
    }

    /// A round number of batches, at most a fortieth of `batches`: what ``runningMean(window:)`` averages over.
    static func window(batches: Int) -> Int {
        var window = 1
        var power = 1
        while power <= batches / 40 {
            for factor in [1, 2, 5] where factor * power <= batches / 40 { window = factor * power }
            power *= 10
        }
        return window
    }
}
