import Matrices

/// Units in order, and the heads that read them all out.
public struct Network: Sendable {
    /// The hidden units, from the input on.
    public var units: [UnitCircuit]
    /// The heads on the chip.
    public var heads: [Head]

    /// A linear crossbar unit that maps measured outputs to class scores.
    public struct Head: Sendable {
        /// What drives a head.
        public enum Inputs: String, Sendable, CaseIterable {
            /// The measured outputs of all hidden units, side by side.
            case all
            /// The measured outputs of the last hidden unit.
            case last
        }

        /// The name of its read-out in results, for instance `head`.
        public let readOut: String
        /// What drives it.
        public let inputs: Inputs
        /// Its cells.
        public var circuit: UnitCircuit

        /// A head from its parts.
        public init(readOut: String, inputs: Inputs, circuit: UnitCircuit) {
            self.readOut = readOut
            self.inputs = inputs
            self.circuit = circuit
        }

        /// What drives this head, from the outputs of all hidden units (n x d).
        func drive(from outputs: [Matrix<Float>]) -> Matrix<Float> {
            switch inputs {
            case .all: Matrix.concatenatingColumns(outputs)
            case .last: outputs[outputs.count - 1]
            }
        }
    }

    /// A network from its parts.
    public init(units: [UnitCircuit], heads: [Head]) {
        self.units = units
        self.heads = heads
    }

    /// Every circuit, hidden units first.
    public var circuits: [UnitCircuit] { units + heads.map(\.circuit) }

    /// Pushes samples (n x d_in) through the hardware without learning, in passes of at most `batch`.
    public func measure(_ samples: Matrix<Float>, batch: Int = 256) async throws -> NetworkOutputs {
        var hidden = [[Matrix<Float>]](repeating: [], count: units.count)
        var scores = [[Matrix<Float>]](repeating: [], count: heads.count)
        for start in stride(from: 0, to: samples.rows, by: batch) {
            var x = samples.rows(start..<min(samples.rows, start + batch))
            for (index, unit) in units.enumerated() {
                x = try await unit.forward(x).outputs
                hidden[index].append(x)
            }
            let outputs = hidden.map { $0[$0.count - 1] }
            for (index, head) in heads.enumerated() {
                scores[index].append(try await head.circuit.forward(head.drive(from: outputs)).outputs)
            }
        }
        return NetworkOutputs(
            hidden: hidden.map(Matrix.concatenatingRows), scores: scores.map(Matrix.concatenatingRows))
    }
}

/// What a network was measured to do with some samples.
public struct NetworkOutputs: Sendable {
    /// The outputs of each hidden unit (n x d_out).
    public let hidden: [Matrix<Float>]
    /// The class scores of each head (n x classes).
    public let scores: [Matrix<Float>]

    /// The outputs of all hidden units side by side (n x sum of d_out).
    public var features: Matrix<Float> { Matrix.concatenatingColumns(hidden) }
}
