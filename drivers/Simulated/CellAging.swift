import Foundation
import RandomStreams

/// What time does to programmed cells: drift towards lower conductance, and random relaxation.
///
/// drift: g (1 + t/t0)^-nu, as in phase-change memory; relaxation: a random walk whose spread grows with the logarithm
/// of time, as measured on RRAM arrays within the first day. t runs from the last time a cell was programmed.
struct CellAging: Sendable {
    private let exponent: Float
    private let spread: Float
    private let timeConstant: Float
    private let minimum: Float
    private let walk: [Float]

    /// The aging of one tile; nil where the parameters have none.
    init?(parameters: CrossbarParameters, relaxation: RandomStream) {
        guard parameters.driftExponent != 0 || parameters.relaxation != 0 else { return nil }
        exponent = Float(parameters.driftExponent)
        spread = Float(parameters.relaxation) * (1 - parameters.normalisedMinimum)
        timeConstant = Float(parameters.driftTime.value)
        minimum = parameters.normalisedMinimum
        var stream = relaxation
        walk = stream.normal(parameters.rows * parameters.columns)
    }

    /// The conductances at time `now` [s] of cells programmed at `programmedAt` [s].
    func aged(_ cells: [Float], programmedAt: [Float], now: Double) -> [Float] {
        cells.indices.map { cell in
            let stretched = 1 + max(0, Float(now) - programmedAt[cell]) / timeConstant
            let drifted = cells[cell] * powf(stretched, -exponent)
            return max(minimum, drifted + spread * walk[cell] * log10f(stretched))
        }
    }
}
