import FaultScripts
import Foundation
import RandomStreams

/// What happens to the cells and column circuits for good.
enum CellDamage: Sendable, Equatable, Codable {
    /// A share of the cells no longer moves, half of them at either end of the window.
    case stuckCells(Float)
    /// A share of the outputs gives nothing.
    case deadOutputs(Float)
    /// Conductance is lost as in so many seconds.
    case drift(Double)

    /// The damage of a fault; nil for one that leaves the cells alone.
    init?(_ fault: Fault) {
        switch fault.kind {
        case .stuckCells: self = .stuckCells(Float(fault.share))
        case .deadOutputs: self = .deadOutputs(Float(fault.share))
        case .drift: self = .drift(fault.duration)
        default: return nil
        }
    }
}

extension CrossbarChip {
    /// Shows a fault of the cells, on every tile; faults of other kinds leave the chip as it is.
    public mutating func suffer(_ fault: Fault) {
        guard let suffered = CellDamage(fault) else { return }
        for index in tiles.keys { tiles[index]?.suffer(suffered, number: damage.count) }
        damage.append(suffered)
    }
}

extension CrossbarTile {
    /// The exponent by which cells drift in a fault when the chip's own do not drift: that of phase-change memory.
    private static let faultDriftExponent: Float = 0.05

    /// Suffers the chip's damage `number`, which with the seed decides where it falls.
    mutating func suffer(_ damage: CellDamage, number: Int) {
        var stream = RandomStream(seed: seed, name: "chip/tile-\(index)/damage-\(number)")
        switch damage {
        case .stuckCells(let share): stick(stream.uniform(conductance.count), share: share)
        case .deadOutputs(let share):
            for (output, draw) in stream.uniform(outputs).enumerated() where draw < share {
                columnGain[output] = 0
                columnOffset[output] = 0
            }
        case .drift(let seconds):
            let exponent = parameters.driftExponent == 0 ? Self.faultDriftExponent : Float(parameters.driftExponent)
            let left = powf(1 + Float(seconds / parameters.driftTime.value), -exponent)
            for cell in conductance.indices {
                conductance[cell] = max(parameters.normalisedMinimum, conductance[cell] * left)
            }
        }
        weights = nil
    }
}
