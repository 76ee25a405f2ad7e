import Matrices

/// The chain rule from the head's error back through the Jacobians of a model, at measured outputs.
///
/// dLoss/dt_l = (what the head takes of t_l) + dLoss/dz_{l+1} W_{l+1}^T,   dLoss/dz_l = dLoss/dt_l o phi'(t_l)
struct BackwardChain {
    /// The activations of the hidden units.
    let activations: [Activation]
    /// What drives the head.
    let headInputs: Network.Head.Inputs

    /// dLoss/dz of each hidden unit (n x d_out).
    ///
    /// - Parameters:
    ///   - error: dLoss/dz of the head (n x classes).
    ///   - outputs: the measured activated outputs of the hidden units.
    ///   - jacobians: dz/dx of each hidden unit but the first (d_in x d_out), whose inputs nobody asks about.
    ///   - head: dz/dx of the head.
    func slopes(
        error: Matrix<Float>, outputs: [Matrix<Float>], jacobians: [Matrix<Float>], head: Matrix<Float>
    ) -> [Matrix<Float>] {
        let last = outputs.count - 1
        let fromHead = Matrix.product(error, head, transposingSecond: true)
        var offset = fromHead.columns
        var slopes = outputs
        for index in outputs.indices.reversed() {
            var gradient = Matrix<Float>(rows: error.rows, columns: outputs[index].columns)
            if headInputs == .all || index == last {
                offset -= gradient.columns
                gradient = fromHead.columns(offset..<offset + gradient.columns)
            }
            if index < last {
                gradient.add(
                    Matrix.product(slopes[index + 1], jacobians[index], transposingSecond: true), atColumn: 0)
            }
            slopes[index] = activations[index].backward(gradient, at: outputs[index])
        }
        return slopes
    }
}

extension BackwardChain {
    /// The chain of a network from its first head on.
    init(_ network: Network) {
        self.init(
            activations: network.units.map(\.specification.activation), headInputs: network.heads[0].inputs)
    }
}
