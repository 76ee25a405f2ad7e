import CElementwise
import Matrices
import PhysicalDevices
import RandomStreams

/// A whole network on the host, as a data sheet describes it: z = gain [x, 1] W without noise, mismatch or offsets.
///
/// W are differential conductances in parts of the window's upper end, gains those of the calibrated chip.
struct NetworkTwin: Sendable {
    /// W of every hidden unit and then of every head (rows x outputs, the bias row last).
    private(set) var weights: [Matrix<Float>]
    private let specifications: [UnitSpecification]
    private let gains: [Float]
    private let inputs: [Network.Head.Inputs]
    private let chain: BackwardChain
    private let driveSteps: Float
    /// Largest differential conductance the window allows.
    private let limit: Float
    private var optimizers: [HostAdam]

    /// A twin of a calibrated network with weights of its own: normal with each unit's initial spread.
    init(_ network: Network, optimizer: PulseOptimizer.Settings, steps: Int, seed: UInt64) {
        let circuits = network.circuits
        specifications = circuits.map(\.specification)
        gains = circuits.map { Float($0.gain) }
        inputs = network.heads.map(\.inputs)
        chain = BackwardChain(network)
        driveSteps = Float((1 << circuits[0].descriptor.drive.bits) - 1)
        let window = circuits[0].descriptor.conductanceWindow
        limit = 1 - Float(window.lowerBound.value / window.upperBound.value)
        weights = circuits.map { circuit in
            let unit = circuit.specification
            var stream = RandomStream(seed: seed, name: "twin/\(unit.name)")
            let spread = Float(unit.initialSpread / 8)
            return Matrix(
                rows: unit.rows, columns: unit.outputs,
                elements: stream.normal(unit.rows * unit.outputs).map { $0 * spread })
        }
        optimizers = circuits.map {
            HostAdam(
                weights: $0.specification.rows * $0.specification.outputs, learningRate: $0.specification.learningRate,
                steps: steps, settings: optimizer)
        }
    }

    /// Weights and moments.
    var state: TrainerState {
        var state = TrainerState()
        for index in weights.indices {
            state.tensors["\(index)/weights"] = weights[index].elements
            state.add(optimizers[index].state, as: "\(index)")
        }
        return state
    }

    /// Goes on from a kept state. Throws `TrainerError` for one that does not fit.
    mutating func restore(_ state: TrainerState) throws {
        for index in weights.indices {
            let part = state.part("\(index)")
            weights[index] = try part.matrix("weights", like: weights[index])
            try optimizers[index].restore(part)
        }
    }

    /// Takes the weights of circuit `index` from its conductances (rows x columns [S]).
    mutating func read(_ cells: Matrix<Float>, circuit index: Int, upperEnd: Conductance) {
        let scale = 1 / Float(upperEnd.value)
        let old = weights[index]
        weights[index] = Matrix(rows: old.rows, columns: old.columns) { target in
            for pair in target.indices {
                target[pair] = (cells.elements[2 * pair] - cells.elements[2 * pair + 1]) * scale
            }
        }
    }

    /// One step of backpropagation; the pass that it was made with.
    mutating func learn(_ samples: Matrix<Float>, labels: [Int]) -> ForwardPass {
        let pass = forward(samples)
        let hidden = pass.units.count
        let errors = pass.heads.map { CrossEntropy(scores: $0.outputs, labels: labels).gradient }
        var slopes = chain.slopes(
            error: errors[0], outputs: pass.outputs, jacobians: (1..<hidden).map(jacobian),
            head: jacobian(hidden))
        slopes += errors
        for (index, record) in (pass.units + pass.heads).enumerated() {
            let gradient = Matrix.product(record.drive, slopes[index], transposingFirst: true)
            optimizers[index].step(&weights[index], gradient: gradient, limit: limit)
        }
        return pass
    }

    /// What the chip would measure if it were as the data sheet says.
    func forward(_ samples: Matrix<Float>) -> ForwardPass {
        var pass = ForwardPass()
        let hidden = specifications.count - inputs.count
        var x = samples
        for index in 0..<hidden {
            let record = forward(x, index)
            pass.units.append(record)
            x = record.outputs
        }
        let outputs = pass.outputs
        for (offset, choice) in inputs.enumerated() {
            let drive = choice == .all ? Matrix.concatenatingColumns(outputs) : outputs[hidden - 1]
            pass.heads.append(forward(drive, hidden + offset))
        }
        return pass
    }

    private func forward(_ x: Matrix<Float>, _ index: Int) -> UnitRecord {
        var drive = x.appendingColumn(1)
        drive.withUnsafeMutableElements { elements in
            if let base = elements.baseAddress { pibd_quantise(base, elements.count, driveSteps) }
        }
        var z = Matrix.product(drive, weights[index])
        let gain = gains[index]
        z.withUnsafeMutableElements { for element in $0.indices { $0[element] *= gain } }
        return UnitRecord(drive: drive, outputs: specifications[index].activation(z), saturatedFraction: 0)
    }

    private func jacobian(_ index: Int) -> Matrix<Float> {
        let (unit, gain) = (specifications[index], gains[index])
        return Matrix(
            rows: unit.inputs, columns: unit.outputs,
            elements: weights[index].elements[..<(unit.inputs * unit.outputs)].map { $0 * gain })
    }
}
