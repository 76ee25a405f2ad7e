import Matrices

/// What every circuit of a network was measured to do with one batch.
struct ForwardPass: Sendable {
    /// The hidden units, in order.
    var units: [UnitRecord] = []
    /// The heads, in the network's order.
    var heads: [UnitRecord] = []

    /// The activated outputs of the hidden units (n x d_out each).
    var outputs: [Matrix<Float>] { units.map(\.outputs) }
}

extension Network {
    /// Measures one batch on every circuit, once.
    func forwardPass(_ samples: Matrix<Float>) async throws -> ForwardPass {
        var pass = ForwardPass()
        var x = samples
        for unit in units {
            let record = try await unit.forward(x)
            pass.units.append(record)
            x = record.outputs
        }
        let outputs = pass.outputs
        for head in heads { pass.heads.append(try await head.circuit.forward(head.drive(from: outputs))) }
        return pass
    }
}
