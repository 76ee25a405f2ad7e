import Foundation

/// How well clusters found without labels agree with the labels.
public struct ClusterAgreement: Sendable, Equatable {
    /// Share of samples whose cluster belongs to their class, each class having at most one cluster; the best such
    /// matching (Kuhn, Nav. Res. Logist. Q. 2, 83 (1955)).
    public let accuracy: Double
    /// Mutual information of clusters and labels over the mean of their entropies, 0...1; 1 where both are constant.
    public let normalisedMutualInformation: Double

    /// Compares clusters (0..<clusters) with labels (0..<classes), one of each a sample; both are 0 for no samples.
    public init(assignments: [Int], clusters: Int, labels: [Int], classes: Int) {
        var table = [[Double]](repeating: [Double](repeating: 0, count: classes), count: clusters)
        for (cluster, label) in zip(assignments, labels) { table[cluster][label] += 1 }
        let total = Double(labels.count)
        guard total > 0 else {
            accuracy = 0
            normalisedMutualInformation = 0
            return
        }
        let matching = OptimalMatching(gains: table)
        accuracy = matching.gain / total
        normalisedMutualInformation = Self.normalisedInformation(table, total: total)
    }

    private static func normalisedInformation(_ table: [[Double]], total: Double) -> Double {
        func entropy(_ counts: [Double]) -> Double {
            -counts.filter { $0 > 0 }.reduce(0) { $0 + $1 / total * log($1 / total) }
        }
        let rows = table.map { $0.reduce(0, +) }
        let columns = (table.first ?? []).indices.map { column in table.reduce(0) { $0 + $1[column] } }
        let (first, second) = (entropy(rows), entropy(columns))
        guard first + second > 0 else { return 1 }
        let information = first + second - entropy(table.flatMap { $0 })
        return max(0, min(1, 2 * information / (first + second)))
    }
}

/// The matching of rows to columns, one to one, of the largest total gain: the Hungarian method with potentials, n^3.
struct OptimalMatching: Sendable, Equatable {
    /// The column of each row; nil where there are more rows than columns and the row stays alone.
    let columns: [Int?]
    /// The total gain.
    let gain: Double

    /// Matches a table of gains, rows x columns, all rows of one length.
    init(gains: [[Double]]) {
        let height = gains.count
        let width = gains.first?.count ?? 0
        let n = max(height, width)
        // Padding makes the table square; whoever is matched with it stays alone.
        let costs = (0..<n).map { i in (0..<n).map { j in i < height && j < width ? -gains[i][j] : 0 } }
        let rowOfColumn = Self.assignment(costs)
        var columns = [Int?](repeating: nil, count: height)
        for (column, row) in rowOfColumn.enumerated() where row < height && column < width { columns[row] = column }
        self.columns = columns
        gain = columns.enumerated().reduce(0) { sum, pair in sum + (pair.element.map { gains[pair.offset][$0] } ?? 0) }
    }

    /// The row of each column in an assignment of least cost, by shortest augmenting paths. Index n stands for the row
    /// that is being placed.
    private static func assignment(_ costs: [[Double]]) -> [Int] {
        let n = costs.count
        var rowPotential = [Double](repeating: 0, count: n + 1)
        var columnPotential = [Double](repeating: 0, count: n + 1)
        var row = [Int](repeating: n, count: n + 1)
        for placed in 0..<n {
            var shortest = [Double](repeating: .infinity, count: n)
            var before = [Int](repeating: n, count: n)
            var isVisited = [Bool](repeating: false, count: n + 1)
            var column = n
            row[n] = placed
            repeat {
                isVisited[column] = true
                var next = n
                var step = Double.infinity
                for j in 0..<n where !isVisited[j] {
                    let cost = costs[row[column]][j] - rowPotential[row[column]] - columnPotential[j]
                    if cost < shortest[j] { (shortest[j], before[j]) = (cost, column) }
                    if shortest[j] < step { (step, next) = (shortest[j], j) }
                }
                for j in 0...n {
                    if isVisited[j] {
                        rowPotential[row[j]] += step
                        columnPotential[j] -= step
                    } else {
                        shortest[j] -= step
                    }
                }
                column = next
            } while row[column] != n
            while column != n {
                let previous = before[column]
                row[column] = row[previous]
                column = previous
            }
        }
        return Array(row[..<n])
    }
}
