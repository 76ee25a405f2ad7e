import Matrices
import PhysicalDevices
import RandomStreams

/// The cells of one tile and the column circuits behind them. Conductances are normalised to the window's upper end.
///
/// Noise is drawn row by row from streams of the tile's own, so the same operations give the same readings whatever
/// other tiles do and however a large map was split on its way here.
struct CrossbarTile: Sendable {
    let parameters: CrossbarParameters
    let index: Int
    let seed: UInt64
    let cellAging: CellAging?
    var conductance: [Float]
    var setScale: [Float]
    var resetScale: [Float]
    let maximum: [Float]
    var columnGain: [Float]
    var columnOffset: [Float]
    var readNoise: RandomStream
    var pulseNoise: RandomStream
    var pulsesHad: [UInt32]
    var programmedAt: [Float]
    var weights: [Float]?
    /// Constant inputs of the rows, in fractions of full scale.
    var heldInputs: [Float]
    /// Whether any of them is not 0.
    var holdsInputs = false

    var columns: Int { parameters.columns }
    var outputs: Int { parameters.columns / 2 }

    /// Makes tile `index` of the chip that follows from `seed`.
    init(parameters: CrossbarParameters, index: Int, seed: UInt64) {
        self.parameters = parameters
        self.index = index
        self.seed = seed
        func stream(_ name: String) -> RandomStream { RandomStream(seed: seed, name: "chip/tile-\(index)/\(name)") }
        let count = parameters.rows * parameters.columns
        var initial = stream("initial")
        var bounds = stream("bounds")
        var setSteps = stream("set-steps")
        var resetSteps = stream("reset-steps")
        let minimum = parameters.normalisedMinimum
        maximum = bounds.normal(count).map {
            parameters.boundMismatch == 0 ? 1 : min(1.4, max(0.6, 1 + Float(parameters.boundMismatch) * $0))
        }
        conductance = initial.normal(count).map {
            min(1, max(minimum, 0.5 + Float(parameters.initialSpread) * $0))
        }
        let mismatch = Float(parameters.stepMismatch)
        setScale = setSteps.normal(count).map { max(0.1, 1 + mismatch * $0) }
        resetScale = resetSteps.normal(count).map { max(0.1, 1 + mismatch * $0) }
        var gains = stream("column-gain")
        var offsets = stream("column-offset")
        var dead = stream("dead-outputs")
        let alive = dead.uniform(parameters.columns / 2).map { Double($0) >= parameters.deadOutputs ? Float(1) : 0 }
        columnGain = zip(gains.normal(alive.count), alive).map { (1 + Float(parameters.gainMismatch) * $0) * $1 }
        columnOffset = zip(offsets.normal(alive.count), alive).map { Float(parameters.offset) * $0 * $1 }
        readNoise = stream("read-noise")
        pulseNoise = stream("pulse-noise")
        pulsesHad = parameters.endurance == nil ? [] : [UInt32](repeating: 0, count: count)
        cellAging = CellAging(parameters: parameters, relaxation: stream("relaxation"))
        programmedAt = cellAging == nil ? [] : [Float](repeating: 0, count: count)
        heldInputs = [Float](repeating: 0, count: parameters.rows)
        var stuck = stream("stuck-cells")
        if parameters.stuckCells > 0 { stick(stuck.uniform(count), share: Float(parameters.stuckCells)) }
    }

    /// A cell whose `draw` falls below `share` is fixed at one of the two ends and no longer moves.
    mutating func stick(_ draw: [Float], share: Float) {
        for cell in draw.indices where draw[cell] < share {
            conductance[cell] = draw[cell] < share / 2 ? parameters.normalisedMinimum : 1
            setScale[cell] = 0
            resetScale[cell] = 0
        }
    }

    /// The block's conductances now, normalised (rows x columns).
    func conductances(_ block: CellBlock, at time: Double) -> Matrix<Float> {
        let cells = cellAging?.aged(conductance, programmedAt: programmedAt, now: time) ?? conductance
        return Matrix(rows: block.rows.count, columns: block.columns.count) { target in
            for (i, row) in block.rows.enumerated() {
                for (j, column) in block.columns.enumerated() {
                    target[i * block.columns.count + j] = cells[row * columns + column]
                }
            }
        }
    }
}
