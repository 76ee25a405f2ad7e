import Matrices
import Testing

@testable import InformationBottleneck

@Suite("What a loss must not depend on")
struct InvarianceTests {
    private static let losses: [LossCase] = [
        .renyi(alpha: 0.5), .renyi(alpha: 2), .renyi(alpha: 0.5, beta: 0.2), .logDeterminant(),
        .logDeterminant(beta: -0.1), .alignment(), .alignment(beta: 0.1),
    ]

    @Test("the order of the samples changes neither loss nor gradient", arguments: losses)
    func sampleOrder(loss: LossCase) throws {
        let batch = Batch(count: 37, width: 7)
        let order = (0..<37).map { ($0 * 11 + 5) % 37 }
        let plain = try loss.differentiate(batch.outputs, batch.inputs, batch.labels)
        let shuffled = try loss.differentiate(
            batch.outputs.selectingRows(order), batch.inputs.selectingRows(order), order.map { batch.labels[$0] })
        #expect(abs(plain.loss - shuffled.loss) < 1e-12)
        #expect(relativeDifference(shuffled.gradient, plain.gradient.selectingRows(order)) < 1e-10)
    }

    @Test("the names of the classes do not matter", arguments: losses)
    func labelNames(loss: LossCase) throws {
        let batch = Batch(count: 37, width: 7)
        let names = [Int.max, -4, 7]
        let plain = try loss.differentiate(batch.outputs, batch.inputs, batch.labels)
        let renamed = try loss.differentiate(batch.outputs, batch.inputs, batch.labels.map { names[$0] })
        #expect(abs(plain.loss - renamed.loss) < 1e-12)
        #expect(relativeDifference(renamed.gradient, plain.gradient) < 1e-10)
    }

    @Test("a common offset of 100 changes the gradient in float by less than 1e-4", arguments: losses)
    func offset(loss: LossCase) throws {
        // Outputs on the grid of a 10-bit converter, which 100 + t still holds exactly.
        let batch = Batch(count: 128, width: 64, classes: 10)
        let grid = Matrix<Float>(
            rows: 128, columns: 64, elements: batch.outputs.elements.map { Float(($0 * 1023).rounded() / 1024) })
        let shifted = Matrix<Float>(rows: 128, columns: 64, elements: grid.elements.map { $0 + 100 })
        let inputs: Matrix<Float> = batch.inputs.converted()
        let plain = try loss.differentiate(grid, inputs, batch.labels)
        let moved = try loss.differentiate(shifted, inputs, batch.labels)
        #expect(relativeDifference(moved.gradient, plain.gradient) < 1e-4)
    }

    @Test("the unit of the outputs does not matter: the width follows the batch", arguments: losses)
    func scale(loss: LossCase) throws {
        let batch = Batch(count: 20, width: 5)
        let volts = batch.outputs
        let microvolts = Matrix(rows: 20, columns: 5, elements: volts.elements.map { $0 * 1e6 })
        let plain = try loss.differentiate(volts, batch.inputs, batch.labels)
        let scaled = try loss.differentiate(microvolts, batch.inputs, batch.labels)
        #expect(abs(plain.loss - scaled.loss) < 1e-10)
        let back = Matrix(rows: 20, columns: 5, elements: scaled.gradient.elements.map { $0 * 1e6 })
        #expect(relativeDifference(back, plain.gradient) < 1e-8)
    }

    @Test("the inputs are not read without the term I(T;X)")
    func unreadInputs() throws {
        let batch = Batch(count: 9, width: 3)
        let none = Matrix<Double>(rows: 0, columns: 0)
        for loss in [LossCase.renyi(alpha: 0.5), .renyi(alpha: 2), .logDeterminant(), .alignment()] {
            let result = try loss.differentiate(batch.outputs, none, batch.labels)
            #expect(result.loss == -result.information)
        }
    }
}
