import Matrices

/// How the features of a table come into [0, 1], fitted on the training part alone.
enum FeatureScaling: Equatable {
    /// They lie there already.
    case none
    /// They are 8-bit codes: divided by 255.
    case codes
    /// Each column by its own minimum and range; a constant column becomes 0.
    case columns(minimum: [Float], maximum: [Float])

    /// The scaling for `training` (n x d, finite); `areCodes` says that the source's elements are unsigned bytes.
    init(fitting training: Matrix<Float>, areCodes: Bool) {
        if training.elements.allSatisfy({ (0...1).contains($0) }) {
            self = .none
        } else if areCodes {
            self = .codes
        } else {
            var minimum = [Float](repeating: .infinity, count: training.columns)
            var maximum = [Float](repeating: -.infinity, count: training.columns)
            training.withUnsafeElements { elements in
                for row in 0..<training.rows {
                    for column in 0..<training.columns {
                        let value = elements[row * training.columns + column]
                        minimum[column] = min(minimum[column], value)
                        maximum[column] = max(maximum[column], value)
                    }
                }
            }
            self = .columns(minimum: minimum, maximum: maximum)
        }
    }

    /// `samples` (n x d) scaled, and clipped to [0, 1] where they lie outside what the training part showed.
    func scaled(_ samples: Matrix<Float>) -> Matrix<Float> {
        Matrix(rows: samples.rows, columns: samples.columns) { target in
            samples.withUnsafeElements { source in
                for index in source.indices {
                    let value = scaled(source[index], column: index % samples.columns)
                    target[index] = min(max(value, 0), 1)
                }
            }
        }
    }

    private func scaled(_ value: Float, column: Int) -> Float {
        switch self {
        case .none: return value
        case .codes: return value / 255
        case .columns(let minimum, let maximum):
            // In double precision: the range of two finite floats may be infinite as a float.
            let range = Double(maximum[column]) - Double(minimum[column])
            return range > 0 ? Float((Double(value) - Double(minimum[column])) / range) : 0
        }
    }
}
