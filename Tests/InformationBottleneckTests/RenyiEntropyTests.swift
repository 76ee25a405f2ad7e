import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

@Suite("Matrix Renyi entropy")
struct RenyiEntropyTests {
    private static let orders = [0.001, 0.5, 1, 1.01, 2, 3, 1000]

    private func entropy(of kernel: Matrix<Double>, alpha: Double) throws -> Double {
        let spectrum = try BlockSpectrum(of: kernel, block: 0..<kernel.rows)
        return RenyiEntropy(alpha: alpha, eigenvalues: spectrum.eigenvalues).value
    }

    @Test("samples that have nothing in common carry log2 n bits", arguments: orders)
    func identity(alpha: Double) throws {
        var identity = Matrix<Double>(rows: 24, columns: 24)
        for i in 0..<24 { identity[i, i] = 1 }
        #expect(try abs(entropy(of: identity, alpha: alpha) - log2(24)) < 1e-11)
    }

    @Test("samples that are all alike carry no bits", arguments: orders)
    func ones(alpha: Double) throws {
        #expect(try abs(entropy(of: Matrix(rows: 24, columns: 24, repeating: 1), alpha: alpha)) < 1e-9)
    }

    @Test("two samples of similarity k have the entropy of the eigenvalues (1 +- k)/2")
    func twoSamples() throws {
        let kernel = Matrix<Double>([[1, 0.6], [0.6, 1]])
        #expect(try abs(entropy(of: kernel, alpha: 1) + 0.8 * log2(0.8) + 0.2 * log2(0.2)) < 1e-14)
        #expect(try abs(entropy(of: kernel, alpha: 2) + log2(0.68)) < 1e-14)
        #expect(try abs(entropy(of: kernel, alpha: 0.5) - 2 * log2(0.8.squareRoot() + 0.2.squareRoot())) < 1e-14)
    }

    @Test("the entropy falls with its order and has the von Neumann entropy as its limit at 1")
    func monotonic() {
        let eigenvalues = [0.01, 0.04, 0.15, 0.3, 0.5]
        let values = [0.1, 0.5, 0.999999, 1, 1.000001, 2, 10].map {
            RenyiEntropy(alpha: $0, eigenvalues: eigenvalues).value
        }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
        #expect(abs(values[2] - values[3]) < 1e-5 && abs(values[4] - values[3]) < 1e-5)
        let below = RenyiEntropy(alpha: 1 - 2e-7, eigenvalues: eigenvalues).value
        let limit = RenyiEntropy(alpha: 1 - 0.5e-7, eigenvalues: eigenvalues).value
        #expect(abs(below - limit) < 1e-6)
    }

    @Test("eigenvalues below 1e-10 count as zero, in the value and in the slope")
    func mask() {
        let clean = RenyiEntropy(alpha: 0.5, eigenvalues: [0.25, 0.75])
        let noisy = RenyiEntropy(alpha: 0.5, eigenvalues: [-1e-12, 0, 9e-11, 0.25, 0.75])
        #expect(clean.value == noisy.value)
        #expect(noisy.slope(at: 9e-11) == 0 && noisy.slope(at: -1e-12) == 0 && noisy.slope(at: 0) == 0)
        #expect(noisy.slope(at: 1.1e-10) > 1)
    }

    @Test("the slope is the derivative by an eigenvalue", arguments: orders)
    func slope(alpha: Double) {
        let eigenvalues = [0.1, 0.3, 0.6]
        let entropy = RenyiEntropy(alpha: alpha, eigenvalues: eigenvalues)
        for k in 0..<3 {
            func moved(_ step: Double) -> Double {
                var changed = eigenvalues
                changed[k] += step
                return RenyiEntropy(alpha: alpha, eigenvalues: changed).value
            }
            let difference = (moved(1e-6) - moved(-1e-6)) / 2e-6
            #expect(abs(entropy.slope(at: eigenvalues[k]) - difference) < 1e-5 * max(1, abs(difference)))
        }
    }
}
