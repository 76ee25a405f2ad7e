import Matrices
import PhysicalLearning
import RandomStreams
import Testing

@Suite("Momentum in pulses")
struct MomentumPulsesTests {
    private func rule(_ weights: Int, eta: Double = 0.008, steps: Int = 100) -> MomentumPulses {
        MomentumPulses(
            weights: weights, learningRate: eta, pulseStep: 0.001, steps: steps, settings: MomentumPulses.Settings(),
            rounding: RandomStream(seed: 1, name: "rounding"))
    }

    @Test("the first step is eta / a pulses at the unit's root mean square, in proportion to the gradient")
    func firstStep() {
        var rule = rule(4)
        let (counts, total) = rule.pulses(for: Matrix([[5, -5, 5, -5]]))
        #expect(counts == [-8, 8, 8, -8, -8, 8, 8, -8] && total == 64)
    }

    @Test("the scale of the gradient does not matter, but its proportions do")
    func scaleFree() {
        for scale in [1e-6, 1, 1e6] as [Float] {
            var rule = rule(2)
            let (counts, _) = rule.pulses(for: Matrix([[0, 3 * scale]]))
            // The root mean square is 3 / sqrt 2 of the scale: 8 sqrt 2 = 11.3 pulses.
            #expect(counts[0] == 0 && (-12 ... -11).contains(counts[2]) && counts[3] == -counts[2])
        }
    }

    @Test("fractions of a pulse are rounded stochastically, right on average")
    func rounding() {
        var rule = rule(20_000, eta: 0.0003)
        let (counts, _) = rule.pulses(for: Matrix(rows: 100, columns: 200, repeating: -1))
        let plus = stride(from: 0, to: counts.count, by: 2).map { Int(counts[$0]) }
        #expect(Set(plus) == [0, 1])
        #expect(abs(Double(plus.reduce(0, +)) / 20_000 - 0.3) < 0.015)
    }

    @Test("no update asks for more pulses than allowed, and none is lost to an overflow")
    func limit() {
        var rule = rule(100, eta: 1)
        var gradient = Matrix<Float>(rows: 1, columns: 100, repeating: -1)
        gradient[0, 7] = 1
        let (counts, _) = rule.pulses(for: gradient)
        #expect(counts[14] == -127 && counts[15] == 127)
        #expect(stride(from: 0, to: 200, by: 2).allSatisfy { $0 == 14 || counts[$0] == 127 })
    }

    @Test("gradients that have all been zero move nothing")
    func zero() {
        var rule = rule(3)
        #expect(rule.pulses(for: Matrix(rows: 1, columns: 3)).counts == [0, 0, 0, 0, 0, 0])
        #expect(rule.pulses(for: Matrix(rows: 1, columns: 3)).total == 0)
    }

    @Test("momentum carries a step on when the gradient has gone")
    func momentum() {
        var rule = rule(1, eta: 0.05)
        _ = rule.pulses(for: Matrix([[1]]))
        #expect(rule.pulses(for: Matrix([[0]])).counts[0] < 0)
    }

    @Test("the rate falls along half a cosine from all to nothing")
    func schedule() {
        let settings = MomentumPulses.Settings()
        #expect(settings.schedule(step: 0, of: 100) == 1)
        #expect(abs(settings.schedule(step: 50, of: 100) - 0.5) < 1e-12)
        #expect(abs(settings.schedule(step: 100, of: 100)) < 1e-12)
        #expect(abs(settings.schedule(step: 130, of: 100)) < 1e-12)
        #expect(settings.schedule(step: 0, of: 0) == 1)
    }
}
