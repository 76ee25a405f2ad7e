import Matrices

/// How near a circuit's cells are to where they should be.
public struct CellDeviation: Sendable, Equatable {
    /// Root mean square of the deviations, in parts of the conductance window.
    public var rootMeanSquare: Double
    /// The largest of them.
    public var largest: Double

    /// The deviation of `cells` from `targets`, both rows x columns [S].
    public init(of cells: Matrix<Float>, from targets: Matrix<Float>, window: Double) {
        var squares = 0.0
        var largest = 0.0
        for (cell, target) in zip(cells.elements, targets.elements) {
            let deviation = abs(Double(cell - target)) / window
            squares += deviation * deviation
            largest = max(largest, deviation)
        }
        rootMeanSquare = (squares / Double(max(1, cells.elements.count))).squareRoot()
        self.largest = largest
    }
}

extension UnitCircuit {
    /// Whether its cells can be read.
    public var isReadable: Bool { descriptor.capabilities.contains(.conductanceReadable) }

    /// How far its cells are from `targets` (rows x columns [S]). Throws `DeviceError`.
    public func deviation(from targets: Matrix<Float>) async throws -> CellDeviation {
        let window = descriptor.conductanceWindow
        return CellDeviation(
            of: try await conductances(), from: targets, window: window.upperBound.value - window.lowerBound.value)
    }

    /// Brings the cells to `targets` (rows x columns [S]) by rounds of pulses and read-back; the pulses applied.
    ///
    /// Cells that cannot get there, because they are stuck or their bounds are narrower, stay as near as they come.
    /// Throws `DeviceError`.
    public func writeVerify(_ targets: Matrix<Float>) async throws -> Int {
        precondition(
            targets.rows == specification.rows && targets.columns == specification.columns, "cells of another unit")
        return try await CellProgrammer(verifies: true).verify(self, targets).pulses
    }
}
