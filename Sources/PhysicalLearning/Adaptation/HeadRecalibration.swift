import Matrices

extension GainCalibration {
    /// Sets the heads' zeros and gains anew on `samples` (n x d_in), and leaves the hidden units as they are: their
    /// outputs are what the units after them have learnt. Returns the samples measured.
    ///
    /// A broken cell adds a constant to its column, which would fill the converter's range and hide what the column
    /// still tells. Its mean over the samples is taken off on the host from then on.
    public func recalibrateHeads(_ network: inout Network, on samples: Matrix<Float>) async throws -> Int {
        var x = samples
        var hidden: [Matrix<Float>] = []
        for unit in network.units {
            x = try await unit.forward(x).outputs
            hidden.append(x)
        }
        var passes = 1
        for index in network.heads.indices {
            let drive = network.heads[index].drive(from: hidden)
            passes += try await zero(&network.heads[index].circuit, on: drive)
        }
        return passes * samples.rows
    }

    /// Finds the gain at which the readings around their columns' means have the height that calibration aims at, the
    /// converter's range permitting, and takes those means as the zeros; the passes it took.
    private func zero(_ circuit: inout UnitCircuit, on x: Matrix<Float>) async throws -> Int {
        let target = circuit.specification.calibrationTarget
        let ceiling = 0.9 * circuit.specification.fullScale.value
        let gains = circuit.descriptor.converter.gain
        circuit.zeros = []
        circuit.gain = min(max(circuit.specification.maximumWeight / 16, gains.lowerBound), gains.upperBound)
        for pass in 1...mostPasses {
            let z = try await circuit.linear(x)
            let means = z.columnMeans()
            let centred = magnitude(z.subtractingRow(means))
            let raw = magnitude(z)
            let factor = min(8, centred > 0 ? target / centred : 8, raw > 0 ? ceiling / raw : 8)
            let next = min(max(circuit.gain * factor, gains.lowerBound), gains.upperBound)
            if abs(factor - 1) < 0.02 || next == circuit.gain || pass == mostPasses {
                circuit.zeros = means
                return pass
            }
            circuit.gain = next
        }
        return mostPasses
    }
}
