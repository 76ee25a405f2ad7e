extension Matrix {
    /// The transpose (columns x rows).
    public func transposed() -> Matrix {
        guard !elements.isEmpty else { return Matrix(rows: columns, columns: rows) }
        return Matrix(rows: columns, columns: rows) { target in
            withUnsafeElements { Scalar.transpose($0.baseAddress!, rows, columns, target.baseAddress!) }
        }
    }

    /// The rows named by `indices`, in that order (indices.count x columns).
    public func selectingRows(_ indices: some Collection<Int>) -> Matrix {
        Matrix(rows: indices.count, columns: columns) { target in
            withUnsafeElements { source in
                for (position, index) in indices.enumerated() {
                    precondition(index >= 0 && index < rows, "row \(index) of a matrix with \(rows) rows")
                    copy(source, index * columns, target, position * columns, columns)
                }
            }
        }
    }

    /// The rows in `range` (range.count x columns).
    public func rows(_ range: Range<Int>) -> Matrix {
        Matrix(
            rows: range.count, columns: columns,
            elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// The columns in `range` (rows x range.count).
    public func columns(_ range: Range<Int>) -> Matrix {
        precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
        return Matrix(rows: rows, columns: range.count) { target in
            withUnsafeElements { source in
                for i in 0..<rows {
                    copy(source, i * columns + range.lowerBound, target, i * range.count, range.count)
                }
            }
        }
    }

    /// The matrices side by side: all with the same number of rows (rows x sum of columns).
    public static func concatenatingColumns(_ parts: [Matrix]) -> Matrix {
        let rows = parts.first?.rows ?? 0
        precondition(parts.allSatisfy { $0.rows == rows }, "parts of different heights")
        let columns = parts.reduce(0) { $0 + $1.columns }
        return Matrix(rows: rows, columns: columns) { target in
            var offset = 0
            for part in parts {
                part.withUnsafeElements { source in
                    for i in 0..<rows {
                        copy(source, i * part.columns, target, i * columns + offset, part.columns)
                    }
                }
                offset += part.columns
            }
        }
    }

    /// The matrices one below the other: all with the same number of columns.
    public static func concatenatingRows(_ parts: [Matrix]) -> Matrix {
        let columns = parts.first?.columns ?? 0
        precondition(parts.allSatisfy { $0.columns == columns }, "parts of different widths")
        return Matrix(
            rows: parts.reduce(0) { $0 + $1.rows }, columns: columns, elements: parts.flatMap(\.elements))
    }

    /// This matrix with one more column on the right that holds `value` everywhere (the bias drive).
    public func appendingColumn(_ value: Scalar) -> Matrix {
        let width = columns + 1
        return Matrix(rows: rows, columns: width) { target in
            withUnsafeElements { source in
                for i in 0..<rows {
                    copy(source, i * columns, target, i * width, columns)
                    target.initializeElement(at: i * width + columns, to: value)
                }
            }
        }
    }

    /// The mean of each column.
    public func columnMeans() -> [Scalar] {
        var sums = [Scalar](repeating: 0, count: columns)
        withUnsafeElements { source in
            for i in 0..<rows { for j in 0..<columns { sums[j] += source[i * columns + j] } }
        }
        let scale = rows > 0 ? 1 / Scalar(rows) : 0
        return sums.map { $0 * scale }
    }

    /// Every row less `row`, one value a column.
    public func subtractingRow(_ row: [Scalar]) -> Matrix {
        precondition(row.count == columns, "one value a column")
        var result = self
        result.withUnsafeMutableElements { target in
            for i in 0..<rows { for j in 0..<columns { target[i * columns + j] -= row[j] } }
        }
        return result
    }

    /// The same values in another precision.
    public func converted<Other: MatrixScalar>(to type: Other.Type = Other.self) -> Matrix<Other> {
        Matrix<Other>(rows: rows, columns: columns, elements: elements.map { Other($0) })
    }
}

extension Matrix {
    /// Adds `part` (same number of rows) to the columns from `column` on.
    public mutating func add(_ part: Matrix, atColumn column: Int) {
        precondition(part.rows == rows && column + part.columns <= columns, "the part does not fit")
        let width = columns
        withUnsafeMutableElements { target in
            part.withUnsafeElements { source in
                for i in 0..<part.rows {
                    for j in 0..<part.columns { target[i * width + column + j] += source[i * part.columns + j] }
                }
            }
        }
    }
}

/// Copies `count` elements into uninitialised memory.
private func copy<Scalar>(
    _ source: UnsafeBufferPointer<Scalar>, _ from: Int, _ target: UnsafeMutableBufferPointer<Scalar>, _ to: Int,
    _ count: Int
) {
    guard count > 0 else { return }
    (target.baseAddress! + to).initialize(from: source.baseAddress! + from, count: count)
}
