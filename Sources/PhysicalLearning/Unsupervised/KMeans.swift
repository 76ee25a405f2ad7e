import Matrices
import RandomStreams

/// Lloyd's k-means from k-means++ starts (Arthur, Vassilvitskii, SODA 2007); the start with the smallest inertia wins.
public struct KMeans: Sendable {
    /// Number of clusters k.
    public var clusters: Int
    /// Starts.
    public var restarts = 10
    /// Most rounds of one start.
    public var rounds = 100

    /// A partition of points.
    public struct Partition: Sendable, Equatable {
        /// The cluster of each point, 0..<k.
        public let assignments: [Int]
        /// Sum of the squared distances to the centres.
        public let inertia: Double
    }

    /// A search for `clusters` clusters.
    public init(clusters: Int) { self.clusters = clusters }

    /// Partitions points (n x d); starts are drawn from `stream`. A cluster that loses all its points keeps its centre,
    /// so points of which fewer than k differ leave clusters empty.
    public func partition(_ points: Matrix<Float>, stream: inout RandomStream) -> Partition {
        var best = Partition(assignments: [Int](repeating: 0, count: points.rows), inertia: .infinity)
        guard points.rows > 0, points.columns > 0, clusters > 0 else { return Partition(assignments: [], inertia: 0) }
        let squares = Self.squaredLengths(points)
        for _ in 0..<max(1, restarts) {
            var centres = start(points, squares, &stream)
            var current = assign(points, squares, centres)
            for _ in 0..<rounds {
                centres = moved(centres, points, current.assignments)
                let next = assign(points, squares, centres)
                let isSettled = next.assignments == current.assignments
                current = next
                if isSettled { break }
            }
            if current.inertia < best.inertia { best = current }
        }
        return best
    }

    /// The first centres (k x d): each a point drawn with probability in proportion to its squared distance from those
    /// before it.
    private func start(_ points: Matrix<Float>, _ squares: [Float], _ stream: inout RandomStream) -> Matrix<Float> {
        var chosen = [stream.integer(below: points.rows)]
        var distances = [Float](repeating: .infinity, count: points.rows)
        while chosen.count < clusters {
            let last = chosen[chosen.count - 1]
            let products = Matrix.product(points, points.rows(last..<last + 1), transposingSecond: true)
            var sum = 0.0
            for i in distances.indices {
                distances[i] = min(distances[i], max(0, squares[i] + squares[last] - 2 * products.elements[i]))
                sum += Double(distances[i])
            }
            var left = Double(stream.uniform(1)[0]) * sum
            // Points that all coincide with a centre have nothing to choose between.
            chosen.append(
                distances.indices.first {
                    left -= Double(distances[$0])
                    return left < 0
                } ?? stream.integer(below: points.rows))
        }
        return points.selectingRows(chosen)
    }

    private func assign(_ points: Matrix<Float>, _ squares: [Float], _ centres: Matrix<Float>) -> Partition {
        let lengths = Self.squaredLengths(centres)
        var inertia = 0.0
        var assignments = [Int](repeating: 0, count: points.rows)
        Matrix.product(points, centres, transposingSecond: true).withUnsafeElements { products in
            for i in assignments.indices {
                var nearest = 0
                var smallest = Float.infinity
                for k in lengths.indices {
                    let distance = lengths[k] - 2 * products[i * lengths.count + k]
                    if distance < smallest { (nearest, smallest) = (k, distance) }
                }
                assignments[i] = nearest
                inertia += Double(max(0, squares[i] + smallest))
            }
        }
        return Partition(assignments: assignments, inertia: inertia)
    }

    private func moved(_ centres: Matrix<Float>, _ points: Matrix<Float>, _ assignments: [Int]) -> Matrix<Float> {
        var members = Matrix<Float>(rows: points.rows, columns: clusters)
        var counts = [Float](repeating: 0, count: clusters)
        members.withUnsafeMutableElements { members in
            for (point, cluster) in assignments.enumerated() {
                members[point * clusters + cluster] = 1
                counts[cluster] += 1
            }
        }
        var sums = Matrix.product(members, points, transposingFirst: true)
        for cluster in 0..<clusters {
            for column in 0..<sums.columns {
                sums[cluster, column] =
                    counts[cluster] > 0 ? sums[cluster, column] / counts[cluster] : centres[cluster, column]
            }
        }
        return sums
    }

    private static func squaredLengths(_ points: Matrix<Float>) -> [Float] {
        points.withUnsafeElements { elements in
            (0..<points.rows).map { row in
                var sum: Float = 0
                for column in 0..<points.columns {
                    let value = elements[row * points.columns + column]
                    sum += value * value
                }
                return sum
            }
        }
    }
}
