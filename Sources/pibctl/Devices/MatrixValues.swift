import ControlInterface

/// A matrix as it came from the daemon, row by row.
struct MatrixValues: Equatable {
    let rows: [[Float]]

    /// Throws `TensorError` for a tensor that is not rows x columns or does not hold what its shape says.
    init(_ tensor: Tensor) throws {
        guard tensor.shape.count == 2, tensor.shape[1] > 0 else { throw TensorError.impossibleShape(tensor.shape) }
        let values = try tensor.values()
        let columns = tensor.shape[1]
        rows = stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<($0 + columns)]) }
    }

    /// The mean of each column.
    var columnMeans: [Double] {
        guard let first = rows.first else { return [] }
        return first.indices.map { column in
            rows.reduce(0.0) { $0 + Double($1[column]) } / Double(rows.count)
        }
    }

    /// The sample standard deviation of each column; nil with fewer than two rows.
    var columnDeviations: [Double]? {
        guard rows.count > 1 else { return nil }
        return columnMeans.enumerated().map { column, mean in
            let squares = rows.reduce(0.0) { sum, row in
                let distance = Double(row[column]) - mean
                return sum + distance * distance
            }
            return (squares / Double(rows.count - 1)).squareRoot()
        }
    }
}
