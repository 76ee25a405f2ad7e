import Matrices
import PhysicalDevices
import RandomStreams
import Testing

@testable import PhysicalLearning

@Suite("Digital twins")
struct TwinTests {
    @Test("the chain gives the derivatives of the loss at every unit's z, through the head and through later units")
    func chain() {
        var stream = RandomStream(seed: 1, name: "test")
        func matrix(_ rows: Int, _ columns: Int) -> Matrix<Float> {
            Matrix(rows: rows, columns: columns, elements: stream.normal(rows * columns).map { 0.5 * $0 })
        }
        let (z1, second, head, error) = (matrix(4, 3), matrix(3, 2), matrix(5, 2), matrix(4, 2))
        func outputs(_ z1: Matrix<Float>) -> [Matrix<Float>] {
            let t1 = Activation.tanh(z1)
            return [t1, Activation.tanh(Matrix.product(t1, second))]
        }
        func loss(_ z1: Matrix<Float>) -> Float {
            let scores = Matrix.product(Matrix.concatenatingColumns(outputs(z1)), head)
            return zip(scores.elements, error.elements).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let chain = BackwardChain(activations: [.tanh, .tanh], headInputs: .all)
        let slopes = chain.slopes(error: error, outputs: outputs(z1), jacobians: [second], head: head)
        for i in 0..<4 {
            for j in 0..<3 {
                var (above, below) = (z1, z1)
                above[i, j] += 0.01
                below[i, j] -= 0.01
                #expect(abs((loss(above) - loss(below)) / 0.02 - slopes[0][i, j]) < 2e-3)
            }
        }
    }

    @Test("a twin fitted to measured pairs has the weights that a twin read out has")
    func fit() async throws {
        let bench = try await TrainerBench(parameters: .exact)
        let unit = bench.network.units[0].withoutActivation
        var (read, fitted) = (UnitTwin(unit), UnitTwin(unit))
        var stream = RandomStream(seed: 1, name: "test")
        read.read(try await unit.conductances(), noise: 0, stream: &stream)
        let samples = Matrix(rows: 600, columns: 12, elements: stream.uniform(7200))
        let record = try await unit.forward(samples)
        fitted.observe(drive: record.drive, z: record.outputs)
        #expect(fitted.pairs == 600)
        try fitted.fit(ridge: 1e-4)
        let scale = read.jacobian.distance(Matrix(rows: 12, columns: 16))
        #expect(fitted.jacobian.distance(read.jacobian) < 0.1 * scale)
        #expect(fitted.pairs == 0)
    }

    @Test("between read-outs a twin follows its own pulses")
    func follows() async throws {
        let bench = try await TrainerBench()
        let unit = bench.network.units[0]
        var stream = RandomStream(seed: 1, name: "test")
        var (twin, later) = (UnitTwin(unit), UnitTwin(unit))
        twin.read(try await unit.conductances(), noise: 0, stream: &stream)
        let stale = twin.jacobian
        let counts = (0..<13 * 16).flatMap { (pair: Int) -> [Int8] in
            let pulses = Int8(pair % 31) - 15
            return [pulses, -pulses]
        }
        try await unit.program(counts)
        twin.follow(counts)
        later.read(try await unit.conductances(), noise: 0, stream: &stream)
        #expect(twin.jacobian.distance(later.jacobian) < 0.5 * stale.distance(later.jacobian))
    }

    @Test("a read-out error is as large as it is said to be")
    func readOutError() async throws {
        let bench = try await TrainerBench()
        let unit = bench.network.units[0]
        let cells = try await unit.conductances()
        var stream = RandomStream(seed: 1, name: "test")
        var (clean, noisy) = (UnitTwin(unit), UnitTwin(unit))
        clean.read(cells, noise: 0, stream: &stream)
        noisy.read(cells, noise: 0.02, stream: &stream)
        let error = clean.weights.distance(noisy.weights)
        #expect(abs(error - 0.0283) < 0.005)
    }

    @Test("write-verify comes closer to its targets than open loop does, and open loop by pulses less close")
    func programming() async throws {
        var errors: [Float] = []
        for (blind, verifies) in [(false, true), (false, false), (true, false)] {
            let chip = CrossbarFixture()
            let unit = try await chip.circuit(blind: blind)
            var stream = RandomStream(seed: 1, name: "test")
            let weights = Matrix(rows: 13, columns: 16, elements: stream.normal(208).map { 0.15 * $0 })
            let effort = try await CellProgrammer(verifies: verifies).program(unit, to: weights)
            #expect(effort.pulses > 0)
            #expect((effort.cellsRead > 0) == verifies)
            let window = unit.descriptor.conductanceWindow
            let targets = CellProgrammer.targets(for: weights, window: window)
            errors.append(try await chip.cells(of: unit).distance(targets) / Float(window.upperBound.value))
        }
        #expect(errors[0] < 0.02)
        #expect(errors[0] < errors[1] && errors[1] < 0.05)
        #expect(errors[1] < errors[2] && errors[2] < 0.25)
    }
}
