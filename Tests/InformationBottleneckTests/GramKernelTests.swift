import CElementwise
import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

@Suite("Gram kernels")
struct GramKernelTests {
    @Test("the exponential is right to 1.5 units in the last place down to the smallest normal number")
    func exponential() {
        // Zero norms and inner products -x/2: the squared distances are x, exactly.
        let n = 512
        var state: UInt32 = 1
        var kernel = [Float](repeating: .nan, count: n * n)
        var exponents = kernel
        for i in 0..<n {
            kernel[i * n + i] = 0
            for j in i + 1..<n {
                state = state &* 1_664_525 &+ 1_013_904_223
                exponents[i * n + j] = Float(state >> 8) / 16_777_216 * (i % 2 == 0 ? 87.2 : 1)
                kernel[i * n + j] = -exponents[i * n + j] / 2
            }
        }
        var squares = [Float](repeating: 0, count: n)
        pibd_gaussian_f32(n, 1, &kernel, &squares)
        var worst = 0.0
        for i in 0..<n {
            for j in i + 1..<n {
                let expected = exp(-Double(exponents[i * n + j]))
                worst = max(worst, abs(Double(kernel[i * n + j]) - expected) / Double(Float(expected).ulp))
            }
        }
        #expect(worst < 1.5)
    }

    @Test("the exponential of what no float holds is zero, and of zero is one")
    func exponentialEnds() {
        var kernel: [Float] = [0, -500, 0, .nan, 0, -1e30, .nan, .nan, 0]
        var squares: [Float] = [0, 0, 0]
        pibd_gaussian_f32(3, 1, &kernel, &squares)
        #expect([kernel[0], kernel[1], kernel[2], kernel[4], kernel[5], kernel[8]] == [1, 0, 1, 1, 0, 1])
    }

    @Test("the Gram matrix is that of the definition for any size", arguments: [2, 3, 15, 16, 17, 31, 33, 64, 100])
    func definition(n: Int) throws {
        let batch = Batch(count: n, width: 67)
        let order = Array((0..<n).reversed())
        let gram = try GaussianGram(
            batch.single.outputs, order: order, relativeWidth: 0.8, name: "outputs")
        var distances = Matrix<Double>(rows: n, columns: n)
        for i in 0..<n {
            for j in 0..<n {
                for k in 0..<67 {
                    let difference = batch.outputs[order[i], k] - batch.outputs[order[j], k]
                    distances[i, j] += difference * difference
                }
            }
        }
        let mean = distances.elements.reduce(0, +) / Double(n * (n - 1))
        for i in 0..<n {
            for j in i..<n {
                #expect(abs(Double(gram.kernel[i, j]) - exp(-distances[i, j] / (1.6 * mean))) < 2e-6)
            }
        }
    }

    @Test("classes are sorted, keep their order within, and tell where they end")
    func classOrder() {
        let order = ClassOrder(labels: [7, -1, 7, 3, -1])
        #expect(order.samples == [1, 4, 3, 0, 2])
        #expect(order.classes == [0..<2, 2..<3, 3..<5])
        #expect(order.ends == [2, 2, 3, 5, 5])
    }
}
