import CCrossbarPhysics
import Matrices
import PhysicalDevices
import RandomStreams

/// The cells of one tile and the column circuits behind them. Conductances are normalised to the window's upper end.
///
/// Noise is drawn row by row from streams of the tile's own, so the same operations give the same readings whatever
/// other tiles do and however a large map was split on its way here.
struct CrossbarTile: Sendable {
    private let parameters: CrossbarParameters
    private let cellAging: CellAging?
    private var conductance: [Float]
    private var setScale: [Float]
    private var resetScale: [Float]
    private let maximum: [Float]
    private let columnGain: [Float]
    private let columnOffset: [Float]
    private var readNoise: RandomStream
    private var pulseNoise: RandomStream
    private var pulsesHad: [UInt32]
    private var programmedAt: [Float]
    private var weights: [Float]?

    private var columns: Int { parameters.columns }
    private var outputs: Int { parameters.columns / 2 }

    /// Makes tile `index` of the chip that follows from `seed`.
    init(parameters: CrossbarParameters, index: Int, seed: UInt64) {
        self.parameters = parameters
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
        var stuck = stream("stuck-cells")
        stick(stuck.uniform(count))
    }

    /// A cell whose `draw` falls below the stuck share is fixed at one of the two ends and no longer moves.
    private mutating func stick(_ draw: [Float]) {
        let share = Float(parameters.stuckCells)
        guard share > 0 else { return }
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

    /// Applies counted pulses to a block.
    mutating func pulse(_ map: PulseMap, at time: Double) {
        let block = map.block
        let width = block.columns.count
        let physics = pibd_pulse_physics(
            step: Float(parameters.pulseStep), step_noise: Float(parameters.stepNoise),
            minimum: parameters.normalisedMinimum, soft: parameters.softBounds ? 1 : 0)
        var normals = [Float](repeating: 0, count: width)
        var noise = pulseNoise
        let stride = columns
        map.counts.withUnsafeBufferPointer { counts in
            conductance.withUnsafeMutableBufferPointer { cells in
                setScale.withUnsafeBufferPointer { set in
                    resetScale.withUnsafeBufferPointer { reset in
                        maximum.withUnsafeBufferPointer { top in
                            for (i, row) in block.rows.enumerated() {
                                normals.withUnsafeMutableBufferPointer { noise.fillNormal($0) }
                                let start = row * stride + block.columns.lowerBound
                                pibd_crossbar_pulse(
                                    cells.baseAddress! + start, set.baseAddress! + start, reset.baseAddress! + start,
                                    top.baseAddress! + start, counts.baseAddress! + i * width, normals, width, physics)
                            }
                        }
                    }
                }
            }
        }
        pulseNoise = noise
        wear(map)
        stamp(block, at: time)
        refreshWeights(block)
    }

    /// Brings the weights of a block up to date, where they depend on its cells alone.
    private mutating func refreshWeights(_ block: CellBlock) {
        guard var fresh = weights, !dependsOnMore, block.columns.lowerBound % 2 == 0, block.columns.count % 2 == 0
        else {
            weights = nil
            return
        }
        weights = nil
        conductance.withUnsafeBufferPointer { cells in
            fresh.withUnsafeMutableBufferPointer { fresh in
                for row in block.rows {
                    pibd_crossbar_weights(
                        cells.baseAddress! + row * columns + block.columns.lowerBound, 1, block.columns.count,
                        fresh.baseAddress! + row * outputs + block.columns.lowerBound / 2)
                }
            }
        }
        weights = fresh
    }

    /// Whether what the columns see depends on more than the cells: on time, or on the wires.
    private var dependsOnMore: Bool { cellAging != nil || parameters.wireResistance.value > 0 }

    /// Programs a block once towards normalised targets; stuck cells stay.
    mutating func program(_ block: CellBlock, towards targets: Matrix<Float>, at time: Double) {
        let spread = Float(parameters.programmingNoise) * (1 - parameters.normalisedMinimum)
        for (i, row) in block.rows.enumerated() {
            let normals = pulseNoise.normal(block.columns.count)
            for (j, column) in block.columns.enumerated() where setScale[row * columns + column] > 0 {
                let cell = row * columns + column
                let aimed = targets[i, j] + spread * normals[j]
                conductance[cell] = min(maximum[cell], max(parameters.normalisedMinimum, aimed))
            }
        }
        stamp(block, at: time)
        weights = nil
    }

    /// Counts pulses where cells wear out, and fixes those that have had too many.
    private mutating func wear(_ map: PulseMap) {
        guard let endurance = parameters.endurance else { return }
        let block = map.block
        for (i, row) in block.rows.enumerated() {
            for (j, column) in block.columns.enumerated() {
                let cell = row * columns + column
                pulsesHad[cell] += UInt32(abs(Int(map.counts[i * block.columns.count + j])))
                if pulsesHad[cell] > UInt32(clamping: endurance) {
                    setScale[cell] = 0
                    resetScale[cell] = 0
                }
            }
        }
    }

    private mutating func stamp(_ block: CellBlock, at time: Double) {
        guard cellAging != nil else { return }
        for row in block.rows {
            for column in block.columns { programmedAt[row * columns + column] = Float(time) }
        }
    }

    /// Drives a block with one burst of vectors; the readings [V] and how many of them saturated.
    mutating func read(_ request: DriveRequest, burst: Range<Int>, at time: Double) -> (values: [Float], saturated: Int)
    {
        let block = request.block
        let n = burst.count
        let drive = conditioned(request, burst)
        let weights = currentWeights(at: time)
        let outputRange = block.columns.lowerBound / 2..<block.columns.upperBound / 2
        let width = outputRange.count
        var values = [Float](repeating: 0, count: n * width)
        weights.withUnsafeBufferPointer { w in
            drive.withUnsafeBufferPointer { x in
                values.withUnsafeMutableBufferPointer { z in
                    Float.gemm(
                        false, false, n, width, block.rows.count, 1, x.baseAddress!, block.rows.count,
                        w.baseAddress! + block.rows.lowerBound * outputs + outputRange.lowerBound, outputs, 0,
                        z.baseAddress!, width)
                }
            }
        }
        let saturated = convert(&values, n: n, outputs: outputRange, request: request)
        return (values, saturated)
    }

    /// Inputs as the drive converter and the cells' I-V curve make them.
    private func conditioned(_ request: DriveRequest, _ burst: Range<Int>) -> [Float] {
        let rows = request.block.rows.count
        var drive = Array(request.drive.elements[burst.lowerBound * rows..<burst.upperBound * rows])
        let steps = Float((1 << parameters.driveBits) - 1)
        drive.withUnsafeMutableBufferPointer { pibd_crossbar_quantise_drive($0.baseAddress!, $0.count, steps) }
        guard parameters.curvature > 0 else { return drive }
        let fullScale = Float(parameters.readVoltage.value)
        return drive.map { $0 * (1 + Float(parameters.curvature) * max(0, abs($0) * fullScale - 0.2)) }
    }

    private mutating func currentWeights(at time: Double) -> [Float] {
        if let weights, cellAging == nil { return weights }
        var cells = cellAging?.aged(conductance, programmedAt: programmedAt, now: time) ?? conductance
        if parameters.wireResistance.value > 0 { dropVoltage(&cells) }
        let fresh = [Float](unsafeUninitializedCapacity: parameters.rows * outputs) { buffer, count in
            cells.withUnsafeBufferPointer {
                pibd_crossbar_weights($0.baseAddress!, parameters.rows, columns, buffer.baseAddress!)
            }
            count = parameters.rows * outputs
        }
        weights = fresh
        return fresh
    }

    /// First-order IR drop: a cell sees its own conductance in series with the wire to it, along its row from the
    /// driver and down its column to the sense amplifier.
    private func dropVoltage(_ cells: inout [Float]) {
        let perCell = Float(parameters.wireResistance.value * parameters.maximumConductance.value)
        for row in 0..<parameters.rows {
            for column in 0..<columns {
                let cell = row * columns + column
                let segments = Float(column + 1 + parameters.rows - row)
                cells[cell] /= 1 + cells[cell] * perCell * segments
            }
        }
    }

    private mutating func convert(_ values: inout [Float], n: Int, outputs: Range<Int>, request: DriveRequest) -> Int {
        let width = outputs.count
        var normals = [Float](repeating: 0, count: n * width)
        normals.withUnsafeMutableBufferPointer { normals in
            for row in 0..<n {
                readNoise.fillNormal(UnsafeMutableBufferPointer(rebasing: normals[row * width..<(row + 1) * width]))
            }
        }
        let fullScale = Float(request.fullScale.value)
        let physics = pibd_readout_physics(
            gain: Float(request.gain), read_noise: Float(parameters.readNoise),
            noise_reference: parameters.readNoiseOfFullScale ? fullScale : 0, full_scale: fullScale,
            levels: Float((1 << (parameters.converterBits - 1)) - 1))
        var scratch = [Float](repeating: 0, count: width)
        return values.withUnsafeMutableBufferPointer { values in
            columnGain.withUnsafeBufferPointer { gain in
                columnOffset.withUnsafeBufferPointer { offset in
                    pibd_crossbar_readout(
                        values.baseAddress!, n, width, gain.baseAddress! + outputs.lowerBound,
                        offset.baseAddress! + outputs.lowerBound, normals, &scratch, physics)
                }
            }
        }
    }
}
