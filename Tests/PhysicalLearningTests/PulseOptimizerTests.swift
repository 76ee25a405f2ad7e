import Matrices
import PhysicalLearning
import RandomStreams
import Testing

@Suite("Optimiser in pulses")
struct PulseOptimizerTests {
    private func optimizer(_ weights: Int, eta: Double = 0.01, steps: Int = 100) -> PulseOptimizer {
        PulseOptimizer(
            weights: weights, learningRate: eta, pulseStep: 0.005, steps: steps, settings: PulseOptimizer.Settings(),
            rounding: RandomStream(seed: 1, name: "rounding"))
    }

    @Test("the first step is eta / a pulses against the gradient's sign, whatever its size")
    func firstStep() {
        var optimizer = optimizer(4)
        let (counts, total) = optimizer.pulses(for: Matrix([[1, -1, 1e-4, -300]]))
        #expect(counts == [-2, 2, 2, -2, -2, 2, 2, -2])
        #expect(total == 16)
    }

    @Test("fractions of a pulse are rounded stochastically, right on average")
    func rounding() {
        var optimizer = optimizer(20_000, eta: 0.0015)
        let (counts, _) = optimizer.pulses(for: Matrix(rows: 100, columns: 200, repeating: -1))
        let plus = stride(from: 0, to: counts.count, by: 2).map { Int(counts[$0]) }
        #expect(Set(plus) == [0, 1])
        #expect(abs(Double(plus.reduce(0, +)) / 20_000 - 0.3) < 0.015)
    }

    @Test("no update asks for more pulses than allowed")
    func limit() {
        var optimizer = optimizer(2, eta: 0.5)
        #expect(optimizer.pulses(for: Matrix([[1, -1]])).counts == [-15, 15, 15, -15])
    }

    @Test("a gradient of zero moves nothing")
    func zero() {
        var optimizer = optimizer(3)
        #expect(optimizer.pulses(for: Matrix(rows: 1, columns: 3)).counts == [0, 0, 0, 0, 0, 0])
    }

    @Test("the rate holds for the first third and then falls to nothing")
    func schedule() {
        let settings = PulseOptimizer.Settings()
        #expect(settings.schedule(step: 0, of: 100) == 1)
        #expect(settings.schedule(step: 33, of: 100) == 1)
        #expect(abs(settings.schedule(step: 80, of: 100) - 0.3) < 1e-12)
        #expect(settings.schedule(step: 100, of: 100) == 0)
    }

    @Test("steps follow Adam with bias correction")
    func adam() {
        var settings = PulseOptimizer.Settings()
        settings.maximumPulses = 127
        var optimizer = PulseOptimizer(
            weights: 1, learningRate: 0.1, pulseStep: 0.001, steps: 1000, settings: settings,
            rounding: RandomStream(seed: 1, name: "rounding"))
        var first = 0.0
        var second = 0.0
        for (step, gradient) in [0.5, -0.2, 0.9, 0.1].enumerated() {
            first = 0.95 * first + 0.05 * gradient
            second = 0.99 * second + 0.01 * gradient * gradient
            let power = Double(step + 1)
            let corrected = first / (1 - pow(0.95, power)) / (second / (1 - pow(0.99, power))).squareRoot()
            let count = Double(optimizer.pulses(for: Matrix([[Float(gradient)]])).counts[0])
            #expect(abs(count + 100 * corrected) <= 1)
        }
    }

    private func pow(_ base: Double, _ exponent: Double) -> Double {
        (0..<Int(exponent)).reduce(1) { result, _ in result * base }
    }
}
