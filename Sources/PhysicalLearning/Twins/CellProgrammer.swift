import Foundation
import Matrices
import PhysicalDevices

/// Brings a circuit's cells to given weights, blindly or looking at what came of it.
struct CellProgrammer: Sendable {
    /// What it took.
    struct Effort: Sendable {
        /// Pulses applied; programming to a target counts as one a cell.
        var pulses = 0
        /// Cells read.
        var cellsRead = 0
    }

    /// Whether it reads back and corrects; else it programs once without looking.
    let verifies: Bool
    /// Rounds of write-verify at most.
    var mostRounds = 12
    /// Error at which write-verify leaves a cell alone, in parts of the window.
    var tolerance: Float = 0.01

    /// Programs differential conductances W (rows x outputs, in parts of the window's upper end): each pair is set
    /// symmetrically about mid-window. Throws `DeviceError`.
    func program(_ circuit: UnitCircuit, to weights: Matrix<Float>) async throws -> Effort {
        let targets = Self.targets(for: weights, window: circuit.descriptor.conductanceWindow)
        if verifies { return try await verify(circuit, targets) }
        guard circuit.descriptor.capabilities.contains(.targetProgrammable) else {
            return try await countPulses(circuit, targets)
        }
        for piece in circuit.placement.pieces {
            let part = targets.rows(piece.rows).columns(2 * piece.outputs.lowerBound..<2 * piece.outputs.upperBound)
            try await circuit.meter.during(.device) {
                try await circuit.gate.program(TargetMap(block: piece.block, targets: part))
            }
        }
        return Effort(pulses: targets.elements.count)
    }

    /// Target conductances (rows x columns [S]), strictly inside the window.
    static func targets(for weights: Matrix<Float>, window: ClosedRange<Conductance>) -> Matrix<Float> {
        let (low, high) = (Float(window.lowerBound.value) * 1.00001, Float(window.upperBound.value) * 0.99999)
        let (middle, half) = ((low + high) / 2, Float(window.upperBound.value) / 2)
        return Matrix(rows: weights.rows, columns: 2 * weights.columns) { target in
            for (pair, weight) in weights.elements.enumerated() {
                target[2 * pair] = min(high, max(low, middle + weight * half))
                target[2 * pair + 1] = min(high, max(low, middle - weight * half))
            }
        }
    }

    /// Reads, pulses what is off by more than the tolerance, and reads again.
    func verify(_ circuit: UnitCircuit, _ targets: Matrix<Float>) async throws -> Effort {
        guard let pulses = circuit.descriptor.pulses else { return Effort() }
        let window = circuit.descriptor.conductanceWindow
        let (low, span) = (Float(window.lowerBound.value), Float(window.upperBound.value - window.lowerBound.value))
        let (step, most) = (Float(pulses.nominalStep), Float(min(pulses.maximumCount, 127)))
        var effort = Effort()
        for _ in 0..<mostRounds {
            let cells = try await circuit.conductances()
            effort.cellsRead += cells.elements.count
            let counts = zip(targets.elements, cells.elements).map { target, cell -> Int8 in
                let error = (target - cell) / span
                guard abs(error) > tolerance else { return 0 }
                // Bounds are soft as a rule: the nearer a cell is to an end, the less a pulse moves it there.
                let filled = (cell - low) / span
                let room = max(0.1, error > 0 ? 1 - filled : filled)
                let k = (error / (step * room)).rounded(.awayFromZero)
                return Int8(min(most, max(-most, k)))
            }
            guard counts.contains(where: { $0 != 0 }) else { break }
            effort.pulses += try await circuit.program(counts)
        }
        return effort
    }

    /// Erases every cell by RESET pulses and sets it by as many SET pulses as a nominal cell with soft bounds takes:
    /// g = 1 - exp(-k a) from the lower end on, in parts of the window.
    private func countPulses(_ circuit: UnitCircuit, _ targets: Matrix<Float>) async throws -> Effort {
        guard let pulses = circuit.descriptor.pulses else { return Effort() }
        let window = circuit.descriptor.conductanceWindow
        let (low, span) = (Float(window.lowerBound.value), Float(window.upperBound.value - window.lowerBound.value))
        let step = Float(pulses.nominalStep)
        let erasing = [Float](repeating: -(4 / step).rounded(.up), count: targets.elements.count)
        let setting = targets.elements.map { target -> Float in
            let filled = min(0.98, max(0, (target - low) / span))
            return (-logf(1 - filled) / step).rounded()
        }
        let most = min(pulses.maximumCount, 127)
        let erased = try await apply(erasing, to: circuit, atMost: most)
        return Effort(pulses: erased + (try await apply(setting, to: circuit, atMost: most)))
    }

    /// Applies counts of any size in requests of at most `most` pulses a cell; the pulses applied.
    private func apply(_ counts: [Float], to circuit: UnitCircuit, atMost most: Int) async throws -> Int {
        var remaining = counts
        var applied = 0
        repeat {
            let now = remaining.map { Int8(min(Float(most), max(-Float(most), $0))) }
            for index in now.indices { remaining[index] -= Float(now[index]) }
            applied += try await circuit.program(now)
        } while remaining.contains { $0 != 0 }
        return applied
    }
}
