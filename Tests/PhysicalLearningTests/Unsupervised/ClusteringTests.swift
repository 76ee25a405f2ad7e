import Foundation
import Matrices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Clustering")
struct ClusteringTests {
    private func blobs(_ count: Int, spread: Float = 0.1) -> (points: Matrix<Float>, labels: [Int]) {
        var noise = RandomStream(seed: 2, name: "noise")
        let labels = (0..<count).map { $0 % 4 }
        let draws = noise.normal(count * 2)
        let centres: [[Float]] = [[0, 0], [3, 0], [0, 3], [3, 3]]
        let elements = (0..<count * 2).map { centres[labels[$0 / 2]][$0 % 2] + spread * draws[$0] }
        return (Matrix(rows: count, columns: 2, elements: elements), labels)
    }

    @Test("well separated clusters are found, whatever their numbers")
    func separated() {
        let (points, labels) = blobs(200)
        var stream = RandomStream(seed: 1, name: "k-means")
        let partition = KMeans(clusters: 4).partition(points, stream: &stream)
        let agreement = ClusterAgreement(assignments: partition.assignments, clusters: 4, labels: labels, classes: 4)
        #expect(agreement.accuracy == 1 && abs(agreement.normalisedMutualInformation - 1) < 1e-12)
        // Two coordinates of variance 0.01 each.
        #expect(abs(partition.inertia / 200 - 0.02) < 0.005)
    }

    @Test("more starts never end with a larger inertia, and the same stream gives the same partition")
    func restarts() {
        let (points, _) = blobs(100, spread: 1)
        var search = KMeans(clusters: 7)
        func found(_ restarts: Int) -> KMeans.Partition {
            search.restarts = restarts
            var stream = RandomStream(seed: 3, name: "k-means")
            return search.partition(points, stream: &stream)
        }
        #expect(found(8).inertia <= found(1).inertia)
        #expect(found(4) == found(4))
    }

    @Test("points that all coincide, fewer points than clusters, and no points are defined")
    func degenerate() {
        var stream = RandomStream(seed: 3, name: "k-means")
        let same = KMeans(clusters: 3).partition(Matrix(rows: 6, columns: 2, repeating: 1), stream: &stream)
        #expect(Set(same.assignments).count == 1 && same.inertia == 0)
        let few = KMeans(clusters: 5).partition(Matrix([[0, 0], [1, 1]]), stream: &stream)
        #expect(Set(few.assignments).count == 2 && few.inertia == 0)
        #expect(KMeans(clusters: 2).partition(Matrix(rows: 0, columns: 2), stream: &stream).assignments.isEmpty)
    }

    /// The best matching by trying every one.
    private func best(_ gains: [[Double]], from row: Int = 0, used: Set<Int> = []) -> Double {
        guard row < gains.count else { return 0 }
        var result = gains.count > (gains.first?.count ?? 0) ? best(gains, from: row + 1, used: used) : -.infinity
        for column in gains[row].indices where !used.contains(column) {
            result = max(result, gains[row][column] + best(gains, from: row + 1, used: used.union([column])))
        }
        return result
    }

    @Test("the matching is the best of all", arguments: [(1, 1), (4, 4), (6, 6), (3, 5), (5, 3)], 0..<5)
    func matching(shape: (Int, Int), seed: Int) {
        var stream = RandomStream(seed: UInt64(seed), name: "gains")
        let gains = (0..<shape.0).map { _ in stream.uniform(shape.1).map { Double($0 * 100).rounded() } }
        let matching = OptimalMatching(gains: gains)
        #expect(matching.gain == best(gains))
        let columns = matching.columns.compactMap { $0 }
        #expect(Set(columns).count == columns.count && columns.count == min(shape.0, shape.1))
    }

    @Test("accuracy counts matched samples, and the information is that of the table")
    func agreement() {
        let assignments = [0, 0, 0, 1, 1, 1]
        let labels = [1, 1, 0, 0, 0, 0]
        let agreement = ClusterAgreement(assignments: assignments, clusters: 2, labels: labels, classes: 2)
        #expect(abs(agreement.accuracy - 5.0 / 6) < 1e-12)
        // Table [1 2; 3 0]: I = H(1/2) + H(1/3) - H(1/6, 1/3, 1/2).
        let clusters = log(2.0)
        let classes = log(3.0) - 2.0 / 3 * log(2.0)
        let joint = log(6.0) / 6 + log(3.0) / 3 + log(2.0) / 2
        let expected = 2 * (clusters + classes - joint) / (clusters + classes)
        #expect(abs(agreement.normalisedMutualInformation - expected) < 1e-12)
    }

    @Test("clusters that say nothing have no information; no samples have no agreement")
    func nothing() {
        let one = ClusterAgreement(assignments: [0, 0, 0, 0], clusters: 2, labels: [0, 1, 0, 1], classes: 2)
        #expect(one.accuracy == 0.5 && one.normalisedMutualInformation == 0)
        let none = ClusterAgreement(assignments: [], clusters: 2, labels: [], classes: 2)
        #expect(none.accuracy == 0)
    }
}
