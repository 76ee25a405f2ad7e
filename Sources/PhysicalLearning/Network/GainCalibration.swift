import Matrices

/// Finds each unit's gain so that a percentile of its measured |z| lies where the unit wants it.
///
/// Unit by unit from the input on, each driven by the calibrated outputs before it. The search goes from small gains to
/// large ones, so that the converter does not saturate on the way (docs/pib.md, calibration).
public struct GainCalibration: Sendable {
    /// The percentile of |z| that is put at the unit's calibration target, in 0...1.
    public var percentile: Double
    /// Passes of one unit after which the gain found so far is kept.
    public var mostPasses = 12

    /// A calibration to `percentile`.
    public init(percentile: Double) { self.percentile = percentile }

    /// Calibrates every circuit of the network on `samples` (n x d_in); returns the samples measured.
    public func calibrate(_ network: inout Network, on samples: Matrix<Float>) async throws -> Int {
        var passes = 0
        var x = samples
        var hidden: [Matrix<Float>] = []
        for index in network.units.indices {
            let (outputs, used) = try await calibrate(&network.units[index], on: x)
            passes += used
            hidden.append(outputs)
            x = outputs
        }
        for index in network.heads.indices {
            let drive = network.heads[index].drive(from: hidden)
            passes += try await calibrate(&network.heads[index].circuit, on: drive).passes
        }
        return passes * samples.rows
    }

    /// Finds one circuit's gain; returns its activated outputs at that gain and the passes it took.
    private func calibrate(_ circuit: inout UnitCircuit, on x: Matrix<Float>) async throws -> (
        outputs: Matrix<Float>, passes: Int
    ) {
        let exposures = try await circuit.frontEnd?.calibrate(on: x) ?? 0
        let range = circuit.descriptor.converter.gain
        let target = circuit.specification.calibrationTarget
        circuit.gain = clamp(circuit.specification.maximumWeight / 16, to: range)
        var passes = exposures
        if circuit.placement.pieces.isEmpty { return (try await circuit.forward(x).outputs, passes + 1) }
        while true {
            let z = try await circuit.linear(x)
            passes += 1
            let height = magnitude(z)
            // Growing by at most eight at a time: a reading of almost nothing says little about the right gain.
            let factor = height > 0 ? min(8, target / height) : 8
            let next = clamp(circuit.gain * factor, to: range)
            if abs(factor - 1) < 0.02 || next == circuit.gain || passes - exposures >= mostPasses {
                return (circuit.specification.activation(z), passes)
            }
            circuit.gain = next
        }
    }

    /// The percentile of |z|.
    func magnitude(_ z: Matrix<Float>) -> Double {
        let sorted = z.elements.map(abs).sorted()
        guard !sorted.isEmpty else { return 0 }
        return Double(sorted[min(sorted.count - 1, Int(percentile * Double(sorted.count)))])
    }

    private func clamp(_ gain: Double, to range: ClosedRange<Double>) -> Double {
        min(range.upperBound, max(range.lowerBound, gain))
    }
}
