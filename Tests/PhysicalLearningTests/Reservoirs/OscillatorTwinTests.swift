import Matrices
import PhysicalDevices
import RandomStreams
import Simulated
import Testing

@testable import PhysicalLearning

@Suite("Twin of coupled oscillators")
struct OscillatorTwinTests {
    private static let forces: [OscillatorModel.Force] = [.pendulum, .duffing]

    private func twin(_ force: OscillatorModel.Force) -> OscillatorTwin {
        OscillatorTwin(
            model: OscillatorModel(force: force, duration: 0.5, steps: 5, amplitude: 1.5, couplingRange: 2))
    }

    private func random(_ rows: Int, _ columns: Int, _ name: String) -> Matrix<Float> {
        var stream = RandomStream(seed: 4, name: name)
        return Matrix(rows: rows, columns: columns, elements: stream.uniform(rows * columns).map { 2 * $0 - 1 })
    }

    /// The sum of the positions read, weighed.
    private func loss(
        _ twin: OscillatorTwin, _ drive: Matrix<Float>, _ settings: Matrix<Float>, _ weights: Matrix<Float>
    ) -> Double {
        let q = twin.trace(drive, settings: settings).positions.columns(0..<settings.columns)
        return zip(q.elements, weights.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test(
        "gradients are those of central differences, for couplings, constant drives and inputs", arguments: forces,
        [(6, 9), (9, 6), (7, 7)])
    func gradients(force: OscillatorModel.Force, shape: (inputs: Int, outputs: Int)) {
        let twin = twin(force)
        let drive = random(5, shape.inputs + 1, "drive")
        let settings = random(shape.inputs + 1, shape.outputs, "settings")
        let weights = random(5, shape.outputs, "weights")
        let back = twin.backward(twin.trace(drive, settings: settings), weights)
        let towards = random(settings.rows, settings.columns, "direction")
        let onwards = random(5, shape.inputs, "input direction")
        func along(_ e: Float) -> Double {
            loss(twin, drive, settings.plus(e, towards), weights)
        }
        func inputs(_ e: Float) -> Double {
            loss(twin, drive.plus(e, onwards.appendingColumn(0)), settings, weights)
        }
        let e: Float = 0.01
        let expected = zip(back.settings.elements, towards.elements).reduce(0.0) { $0 + Double($1.0 * $1.1) }
        let found = (along(e) - along(-e)) / Double(2 * e)
        #expect(abs(found - expected) < 2e-3 * max(1, abs(expected)))
        let expectedInputs = zip(back.drive.elements, onwards.elements).reduce(0.0) { $0 + Double($1.0 * $1.1) }
        let foundInputs = (inputs(e) - inputs(-e)) / Double(2 * e)
        #expect(abs(foundInputs - expectedInputs) < 2e-3 * max(1, abs(expectedInputs)))
    }

    @Test("it agrees with a device that is as its data sheet says, and not with one that has the published gap")
    func agreement() async throws {
        for isNominal in [true, false] {
            var parameters = OscillatorParameters()
            parameters.oscillators = 12
            parameters.couplingBits = 24
            parameters.driveBits = 16
            parameters.converterBits = 24
            let bench = try await ReservoirLearningBench(isNominal ? parameters.nominal : parameters)
            let unit = try bench.circuit(inputs: 8, outputs: 10)
            let settings = random(9, 10, "settings").scaled(0.9)
            _ = try await CellProgrammer(verifies: false).program(unit, to: settings)
            let record = try await unit.forward(random(20, 8, "inputs"))
            func worst(steps: Int) -> Float {
                var model = bench.model
                model.steps = steps
                let expected = OscillatorTwin(model: model).trace(record.drive, settings: settings).positions
                let errors = zip(record.outputs.elements, expected.elements).map { abs($0 / Float(unit.gain) - $1) }
                return errors.max() ?? .infinity
            }
            if isNominal {
                #expect(worst(steps: 400) < 5e-4)
                #expect(worst(steps: 5) < 0.03)
            } else {
                #expect(worst(steps: 5) > 0.05)
            }
        }
    }
}

extension Matrix<Float> {
    func plus(_ factor: Float, _ other: Matrix<Float>) -> Matrix<Float> {
        Matrix(rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 + factor * $1 })
    }

    func scaled(_ factor: Float) -> Matrix<Float> {
        Matrix(rows: rows, columns: columns, elements: elements.map { $0 * factor })
    }
}
