import Matrices
import PhysicalDevices
import RandomStreams

extension UnitCircuit {
    /// The same block of the device with another number of inputs, at the same gain. Throws `TrainerError` where the
    /// unit has more than one piece, or the device too few rows.
    func resized(inputs: Int) throws -> UnitCircuit {
        guard placement.pieces.count == 1, let piece = placement.pieces.first else {
            throw TrainerError(
                message: "unit \(specification.name) lies on several tiles, and a reservoir is one",
                remedy: "give it fewer inputs and outputs than a tile has")
        }
        guard inputs + 1 <= descriptor.array.rows else {
            throw TrainerError(
                message: "unit \(specification.name) needs \(inputs) inputs, and the device has "
                    + "\(descriptor.array.rows - 1)", remedy: "choose a device with more, or fewer inputs")
        }
        var resized = specification
        resized.inputs = inputs
        var block = piece.block
        block.rows = 0..<inputs + 1
        let whole = Placement.Piece(block: block, rows: 0..<inputs + 1, outputs: piece.outputs)
        var circuit = UnitCircuit(
            specification: resized, placement: Placement(pieces: [whole]), gate: gate, descriptor: descriptor,
            meter: meter)
        circuit.gain = gain
        return circuit
    }

    /// Sets coupling elements at random where the device has any that can be set: F ~ N(0, spread^2/d_in), in parts of
    /// the range. How many were set.
    func scatterCouplings(stream: inout RandomStream) async throws -> Int {
        guard descriptor.capabilities.contains(.targetProgrammable), specification.initialSpread > 0 else { return 0 }
        let spread = Float(specification.initialSpread / Double(specification.inputs).squareRoot())
        let (rows, outputs) = (specification.rows, specification.outputs)
        let couplings = Matrix(
            rows: rows, columns: outputs, elements: stream.normal(rows * outputs).map { $0 * spread })
        return try await CellProgrammer(verifies: false).program(self, to: couplings).pulses
    }
}
