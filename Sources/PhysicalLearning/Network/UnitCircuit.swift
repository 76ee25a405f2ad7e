import CElementwise
import Matrices
import PhysicalDevices

/// A unit on its device: drives, measures and activates, and applies pulses. It knows no weight and no loss.
public struct UnitCircuit: Sendable {
    /// What the experiment asks for.
    public let specification: UnitSpecification
    /// Where its cells are.
    public let placement: Placement
    /// The programmable gain [V per full-scale input on full conductance], found by calibration.
    public var gain: Double
    let gate: SafetyGate
    let descriptor: DeviceDescriptor
    let meter: ActivityMeter

    /// A unit on the device behind `gate`.
    public init(
        specification: UnitSpecification, placement: Placement, gate: SafetyGate, descriptor: DeviceDescriptor,
        meter: ActivityMeter
    ) {
        self.specification = specification
        self.placement = placement
        self.gate = gate
        self.descriptor = descriptor
        self.meter = meter
        gain = specification.maximumWeight
    }

    /// Measures z for the inputs (n x d_in, or signed) and activates: what the unit did with this batch.
    public func forward(_ inputs: Matrix<Float>) async throws -> UnitRecord {
        let drive = encode(inputs)
        let (z, saturated) = try await measure(drive)
        return UnitRecord(drive: drive, outputs: specification.activation(z), saturatedFraction: saturated)
    }

    /// Measures z itself, before the activation (n x d_out) [V].
    func linear(_ inputs: Matrix<Float>) async throws -> Matrix<Float> { try await measure(encode(inputs)).z }

    /// The inputs on the converter's grid, with the bias row driven at full scale (n x rows).
    private func encode(_ inputs: Matrix<Float>) -> Matrix<Float> {
        var drive = inputs.appendingColumn(1)
        let steps = Float((1 << descriptor.drive.bits) - 1)
        drive.withUnsafeMutableElements { pibd_quantise($0.baseAddress!, $0.count, steps) }
        return drive
    }

    private func measure(_ drive: Matrix<Float>) async throws -> (z: Matrix<Float>, saturatedFraction: Double) {
        if placement.pieces.count == 1 {
            let measured = try await process(placement.pieces[0], drive)
            return (measured.outputs, measured.saturatedFraction)
        }
        var z = Matrix<Float>(rows: drive.rows, columns: specification.outputs)
        var saturated = 0.0
        for piece in placement.pieces {
            let measured = try await process(piece, drive.columns(piece.rows))
            z.add(measured.outputs, atColumn: piece.outputs.lowerBound)
            saturated += measured.saturatedFraction / Double(placement.pieces.count)
        }
        return (z, saturated)
    }

    private func process(_ piece: Placement.Piece, _ drive: Matrix<Float>) async throws -> Measured {
        let request = DriveRequest(
            block: piece.block, drive: drive, gain: gain, fullScale: specification.fullScale)
        return try await meter.during(.device) { try await gate.process(request) }
    }

    /// Applies one signed pulse count a cell (rows x columns of the unit, row-major); the pulses applied.
    @discardableResult
    public func program(_ counts: [Int8]) async throws -> Int {
        guard let pulses = descriptor.pulses else { return 0 }
        var applied = 0
        for piece in placement.pieces {
            let block = placement.pieces.count == 1 ? counts : cut(counts, to: piece)
            let map = PulseMap(block: piece.block, counts: block, shape: pulses.nominal)
            applied += try await meter.during(.device) { try await gate.program(map) }.applied
        }
        return applied
    }

    private func cut(_ counts: [Int8], to piece: Placement.Piece) -> [Int8] {
        piece.rows.flatMap { row in
            let start = row * specification.columns
            return counts[start + 2 * piece.outputs.lowerBound..<start + 2 * piece.outputs.upperBound]
        }
    }

    /// The unit's conductances, rows x columns [S].
    public func conductances() async throws -> Matrix<Float> {
        var result = Matrix<Float>(rows: specification.rows, columns: specification.columns)
        for piece in placement.pieces {
            let part = try await gate.conductances(piece.block)
            for (i, row) in piece.rows.enumerated() {
                for j in 0..<part.columns { result[row, 2 * piece.outputs.lowerBound + j] = part[i, j] }
            }
        }
        return result
    }
}

/// What a unit was driven with and what was measured on it, for one batch.
public struct UnitRecord: Sendable {
    /// The inputs as the converter applied them, bias included: [X, 1] (n x rows).
    public let drive: Matrix<Float>
    /// The activated outputs T (n x d_out).
    public let outputs: Matrix<Float>
    /// Share of converter readings at either end of the range.
    public let saturatedFraction: Double

    /// The inputs without the bias (n x d_in).
    public var inputs: Matrix<Float> { drive.columns(0..<drive.columns - 1) }
}
