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
    /// What is taken off each output's reading on the host [V]; empty for nothing.
    public var zeros: [Float] = []
    /// What stands before the cells; nil where the inputs drive them directly.
    public var frontEnd: FrontEnd?
    let gate: SafetyGate
    let descriptor: DeviceDescriptor
    let meter: ActivityMeter
    private let journal: (any PulseJournal)?

    /// A unit on the device behind `gate`, whose pulses are noted in `journal`.
    public init(
        specification: UnitSpecification, placement: Placement, gate: SafetyGate, descriptor: DeviceDescriptor,
        meter: ActivityMeter, journal: (any PulseJournal)? = nil
    ) {
        self.specification = specification
        self.placement = placement
        self.gate = gate
        self.descriptor = descriptor
        self.meter = meter
        self.journal = journal
        gain = specification.maximumWeight
    }

    /// Measures z for the inputs (n x d_in, or signed) and activates: what the unit did with this batch.
    ///
    /// Where there is a front end, it is driven first, and the record's drive is what it made of the inputs.
    ///
    /// - Parameter nodes: what is added to z before the activation (n x d_out) [V]; nil for nothing.
    public func forward(_ inputs: Matrix<Float>, nodes: Matrix<Float>? = nil) async throws -> UnitRecord {
        let drive = try await encode(inputs)
        let (measured, saturated) = try await measure(drive)
        var z = measured
        if let nodes { z.add(nodes, atColumn: 0) }
        return UnitRecord(drive: drive, outputs: specification.activation(z), saturatedFraction: saturated)
    }

    /// Measures z itself, before the activation (n x d_out) [V].
    func linear(_ inputs: Matrix<Float>) async throws -> Matrix<Float> {
        try await measure(try await encode(inputs)).z
    }

    /// The inputs, or what the front end makes of them, on the converter's grid, with the bias row driven at full scale
    /// (n x rows).
    private func encode(_ inputs: Matrix<Float>) async throws -> Matrix<Float> {
        var drive = (try await frontEnd?.forward(inputs) ?? inputs).appendingColumn(1)
        let steps = Float((1 << descriptor.drive.bits) - 1)
        drive.withUnsafeMutableElements { pibd_quantise($0.baseAddress!, $0.count, steps) }
        return drive
    }

    private func measure(_ drive: Matrix<Float>) async throws -> (z: Matrix<Float>, saturatedFraction: Double) {
        let (z, saturated) = try await readings(drive)
        return (zeros.isEmpty ? z : z.subtractingRow(zeros), saturated)
    }

    private func readings(_ drive: Matrix<Float>) async throws -> (z: Matrix<Float>, saturatedFraction: Double) {
        // A unit without cells is its front end alone.
        if placement.pieces.isEmpty { return (drive.columns(0..<drive.columns - 1), 0) }
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
        try await program(note(counts))
    }

    /// Notes the pulses that are to be applied; they are not sent yet.
    func note(_ counts: [Int8]) async throws -> NotedPulses {
        guard let pulses = descriptor.pulses else { return NotedPulses(maps: []) }
        var maps: [(map: PulseMap, number: Int?)] = []
        for piece in placement.pieces {
            let block = placement.pieces.count == 1 ? counts : cut(counts, to: piece)
            let map = PulseMap(block: piece.block, counts: block, shape: pulses.nominal)
            maps.append((map, try await journal?.intend(map, unit: specification.name)))
        }
        return NotedPulses(maps: maps)
    }

    /// Applies pulses that are noted; how many were applied.
    @discardableResult
    func program(_ pulses: NotedPulses) async throws -> Int {
        var total = 0
        for (map, number) in pulses.maps {
            do {
                let applied = try await meter.during(.device) { try await gate.program(map) }.applied
                if let number { await journal?.settle(number, .applied(applied)) }
                total += applied
            } catch {
                if let number { await journal?.settle(number, PulseEnd(failure: error)) }
                throw error
            }
        }
        return total
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
