import CElementwise
import Matrices

extension Matrix<Float> {
    /// Every row less the mean of all rows, divided by its length; a row on the mean becomes zero.
    func rowDirections() -> Matrix<Float> {
        guard rows > 0, columns > 0 else { return self }
        let order = Array(0..<rows)
        return Matrix(rows: rows, columns: columns) { target in
            withUnsafeElements {
                _ = pibd_centre_f32($0.baseAddress!, order, rows, columns, target.baseAddress!)
            }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: rows) {
                pibd_directions_f32(rows, columns, 1e-15, target.baseAddress!, $0.baseAddress!)
            }
        }
    }
}
