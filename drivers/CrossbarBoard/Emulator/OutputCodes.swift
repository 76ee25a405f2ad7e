import CrossbarBoard
import Matrices

/// The converter's codes of a batch, summed over the measurements that are averaged.
struct OutputCodes {
    private(set) var rows: Int
    private let columns: Int
    private let levels: Int32
    private var sums: [Int32]

    init(rows: Int, columns: Int, levels: Int32) {
        self.rows = rows
        self.columns = columns
        self.levels = levels
        sums = [Int32](repeating: 0, count: rows * columns)
    }

    /// Adds readings [V] of some columns, from `column` on.
    mutating func add(_ readings: Matrix<Float>, fullScale: Float, at column: Int) {
        let codesPerVolt = Float(levels) / fullScale
        let (width, rows, columns) = (readings.columns, rows, columns)
        readings.withUnsafeElements { readings in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<rows {
                    let target = row * columns + column
                    for index in 0..<width {
                        sums[target + index] &+= Int32((readings[row * width + index] * codesPerVolt).rounded())
                    }
                }
            }
        }
    }

    mutating func dropLastRow() {
        guard rows > 1 else { return }
        rows -= 1
        sums.removeLast(columns)
    }

    /// Whether a mean reaches the end of the converter's range, or of the format's.
    func isSaturated(as format: CWPOutputCodes.Format, averages: Int) -> Bool {
        let limit = min(levels, Self.limit(format)) &* Int32(averages)
        return sums.contains { $0 >= limit || $0 <= -limit }
    }

    /// The means, rounded, and clipped to what the format holds.
    func outputs(_ format: CWPOutputCodes.Format, averages: Int) -> CWPOutputCodes {
        let limit = Self.limit(format)
        let means = averages == 1 ? sums : sums.map { Int32((Float($0) / Float(averages)).rounded()) }
        switch format {
        case .i8: return .i8(means.map { Int8(truncatingIfNeeded: min(max($0, -limit), limit)) })
        case .i16: return .i16(means.map { Int16(truncatingIfNeeded: min(max($0, -limit), limit)) })
        case .i32: return .i32(means)
        }
    }

    private static func limit(_ format: CWPOutputCodes.Format) -> Int32 {
        switch format {
        case .i8: Int32(Int8.max)
        case .i16: Int32(Int16.max)
        // As much as 64 averages of 24 bits stay within.
        case .i32: 1 << 25
        }
    }
}
