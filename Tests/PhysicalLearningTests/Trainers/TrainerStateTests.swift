import Matrices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Keeping what a trainer has learnt")
struct TrainerStateTests {
    private func optimizer(_ weights: Int = 12, seed: UInt64 = 3) -> PulseOptimizer {
        PulseOptimizer(
            weights: weights, learningRate: 0.015, pulseStep: 0.005, steps: 20, settings: .init(),
            rounding: RandomStream(seed: seed, name: "rounding/a"))
    }

    private func gradient(_ step: Int) -> Matrix<Float> {
        var stream = RandomStream(seed: UInt64(step), name: "gradient")
        return Matrix(rows: 4, columns: 3, elements: stream.normal(12))
    }

    @Test("an optimiser that goes on from a kept state asks for the same pulses as the one that was kept")
    func goesOn() throws {
        var whole = optimizer()
        for step in 0..<5 { _ = whole.pulses(for: gradient(step)) }
        var state = TrainerState()
        state.add(whole.state, as: "a")
        state.add(optimizer(7).state, as: "ab")
        var resumed = optimizer()
        try resumed.restore(state.part("a"))
        for step in 5..<9 {
            #expect(whole.pulses(for: gradient(step)).counts == resumed.pulses(for: gradient(step)).counts)
        }
        #expect(whole.state == resumed.state)
    }

    @Test("a state of other weights, of another seed or with a part missing is refused")
    func refused() {
        var missing = optimizer().state
        missing.numbers = [:]
        for state in [optimizer(11).state, optimizer(seed: 4).state, missing, TrainerState()] {
            var other = optimizer()
            #expect(throws: TrainerError.self) { try other.restore(state) }
        }
    }
}
