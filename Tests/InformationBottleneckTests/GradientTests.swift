import Matrices
import Testing

@testable import InformationBottleneck

@Suite("Closed-form gradients")
struct GradientTests {
    /// Fourth-order central differences of the loss by every output.
    private func differences(_ loss: LossCase, _ batch: Batch) throws -> Matrix<Double> {
        let step = 1e-3
        var gradient = Matrix<Double>(rows: batch.outputs.rows, columns: batch.outputs.columns)
        for i in 0..<batch.outputs.rows {
            for j in 0..<batch.outputs.columns {
                func value(_ offset: Double) throws -> Double {
                    var moved = batch.outputs
                    moved[i, j] += offset * step
                    return try loss.differentiate(moved, batch.inputs, batch.labels).loss
                }
                let near = try value(1) - value(-1)
                let far = try value(2) - value(-2)
                gradient[i, j] = (8 * near - far) / (12 * step)
            }
        }
        return gradient
    }

    @Test("every loss agrees with central differences to 1e-6, through the width", arguments: LossCase.all)
    func centralDifferences(loss: LossCase) throws {
        let batch = Batch(count: 13, width: 4, clipped: false)
        let gradient = try loss.differentiate(batch.outputs, batch.inputs, batch.labels).gradient
        #expect(relativeDifference(gradient, try differences(loss, batch)) < 1e-6)
    }

    @Test("the gradient in float is that in double to 1e-4 on a full batch", arguments: LossCase.all)
    func precision(loss: LossCase) throws {
        let batch = Batch(count: 128, width: 40, classes: 10)
        let single = batch.single
        let expected = try loss.differentiate(batch.outputs, batch.inputs, batch.labels)
        let found = try loss.differentiate(single.outputs, single.inputs, batch.labels)
        #expect(abs(found.loss - expected.loss) < 1e-4)
        #expect(relativeDifference(found.gradient, expected.gradient) < 1e-4)
    }
}
