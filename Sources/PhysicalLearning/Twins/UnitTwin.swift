import Matrices
import RandomStreams

/// A linear model of one unit: z = gain [x, 1] W, W being differential conductances in parts of the window's upper end.
///
/// It is read out from the chip or fitted to measured pairs, and in between it follows the pulses that it saw go out.
struct UnitTwin: Sendable {
    /// W (rows x outputs, the bias row last).
    private(set) var weights: Matrix<Float>
    private let gain: Float
    private let fullScale: Float
    private let pulseStep: Float
    private let upperEnd: Float
    private var normal: Matrix<Float>
    private var right: Matrix<Float>
    private(set) var pairs = 0

    /// A twin that knows nothing yet: all weights zero.
    init(_ circuit: UnitCircuit) {
        let unit = circuit.specification
        weights = Matrix(rows: unit.rows, columns: unit.outputs)
        gain = Float(circuit.gain)
        fullScale = Float(unit.fullScale.value)
        pulseStep = Float(circuit.descriptor.pulses?.nominalStep ?? 0)
        upperEnd = Float(circuit.descriptor.conductanceWindow.upperBound.value)
        normal = Matrix(rows: unit.rows, columns: unit.rows)
        right = Matrix(rows: unit.rows, columns: unit.outputs)
    }

    /// dz/dx: the weights times the gain, without the bias row (d_in x d_out).
    var jacobian: Matrix<Float> {
        let inputs = weights.rows - 1
        return Matrix(
            rows: inputs, columns: weights.columns,
            elements: weights.elements[..<(inputs * weights.columns)].map { $0 * gain })
    }

    /// The model and the pairs noted since it was fitted.
    var state: TrainerState {
        TrainerState(
            tensors: ["weights": weights.elements, "normal": normal.elements, "right": right.elements],
            numbers: ["pairs": Double(pairs)])
    }

    /// Goes on from a kept state. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) throws {
        weights = try state.matrix("weights", like: weights)
        normal = try state.matrix("normal", like: normal)
        right = try state.matrix("right", like: right)
        pairs = try state.count("pairs")
    }

    /// Takes W from conductances (rows x columns [S]), each with an error of standard deviation `noise` in parts of the
    /// window's upper end.
    mutating func read(_ cells: Matrix<Float>, noise: Float, stream: inout RandomStream) {
        let errors = noise > 0 ? stream.normal(cells.elements.count) : []
        weights = Matrix(rows: weights.rows, columns: weights.columns) { target in
            cells.withUnsafeElements { cells in
                for index in 0..<target.count {
                    let pair = (cells[2 * index] - cells[2 * index + 1]) / upperEnd
                    let error = noise > 0 ? noise * (errors[2 * index] - errors[2 * index + 1]) : 0
                    target[index] = pair + error
                }
            }
        }
    }

    /// Follows pulses by the nominal step: k on a pair moves it by k a, less the nearer it is to the end it moves to.
    mutating func follow(_ counts: [Int8]) {
        let step = pulseStep
        weights.withUnsafeMutableElements { weights in
            counts.withUnsafeBufferPointer { counts in
                for index in 0..<weights.count {
                    let k = Float(counts[2 * index])
                    let w = weights[index]
                    weights[index] = w + step * (k - k.magnitude * w)
                }
            }
        }
    }

    /// Notes how far measured outputs z (n x d_out) were from what the twin expected of this drive (n x rows).
    mutating func observe(drive: Matrix<Float>, z: Matrix<Float>) {
        var error = Matrix.product(drive, weights)
        error.withUnsafeMutableElements { error in
            z.withUnsafeElements { z in
                for index in error.indices {
                    // Beyond full scale the converter tells no more than that.
                    let expected = min(fullScale, max(-fullScale, error[index] * gain))
                    error[index] = (z[index] - expected) / gain
                }
            }
        }
        normal.add(Matrix.product(drive, drive, transposingFirst: true), atColumn: 0)
        right.add(Matrix.product(drive, error, transposingFirst: true), atColumn: 0)
        pairs += drive.rows
    }

    /// Corrects W by ridge regression on the pairs noted since the last time, lambda = ridge tr(X^T X)/d.
    ///
    /// The twin is regularised towards what it was, not towards zero. Throws `MatrixError` where nothing was driven.
    mutating func fit(ridge: Float) throws {
        guard pairs > 0 else { return }
        var trace: Float = 0
        for i in 0..<normal.rows { trace += normal[i, i] }
        for i in 0..<normal.rows { normal[i, i] += ridge * trace / Float(normal.rows) }
        weights.add(try normal.solvingPositiveDefinite(right), atColumn: 0)
        normal = Matrix(rows: normal.rows, columns: normal.columns)
        right = Matrix(rows: right.rows, columns: right.columns)
        pairs = 0
    }
}
