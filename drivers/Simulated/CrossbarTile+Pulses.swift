import CCrossbarPhysics
import Matrices
import PhysicalDevices
import RandomStreams

/// How pulses and one-shot programming change cells.
extension CrossbarTile {
    /// Applies counted pulses to a block, row after row, from `clock` [ns] on and `rowTime` [ns] each.
    mutating func pulse(_ map: PulseMap, at clock: Int64, rowTime: Int64) {
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
        stamp(block, at: clock, rowTime: rowTime)
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
    mutating func program(_ block: CellBlock, towards targets: Matrix<Float>, at clock: Int64) {
        let spread = Float(parameters.programmingNoise) * (1 - parameters.normalisedMinimum)
        for (i, row) in block.rows.enumerated() {
            let normals = pulseNoise.normal(block.columns.count)
            for (j, column) in block.columns.enumerated() where setScale[row * columns + column] > 0 {
                let cell = row * columns + column
                let aimed = targets[i, j] + spread * normals[j]
                conductance[cell] = min(maximum[cell], max(parameters.normalisedMinimum, aimed))
            }
        }
        stamp(block, at: clock, rowTime: 0)
        weights = nil
    }

    /// Counts pulses where cells wear out, and fixes those that have had too many.
    private mutating func wear(_ map: PulseMap) {
        guard parameters.endurance != nil else { return }
        let block = map.block
        for (i, row) in block.rows.enumerated() {
            for (j, column) in block.columns.enumerated() {
                let cell = row * columns + column
                pulsesHad[cell] += UInt32(abs(Int(map.counts[i * block.columns.count + j])))
                fixIfWorn(cell)
            }
        }
    }

    /// Fixes a cell that has had more pulses than it bears.
    mutating func fixIfWorn(_ cell: Int) {
        guard let endurance = parameters.endurance, pulsesHad[cell] > UInt32(clamping: endurance) else { return }
        setScale[cell] = 0
        resetScale[cell] = 0
    }

    private mutating func stamp(_ block: CellBlock, at clock: Int64, rowTime: Int64) {
        guard cellAging != nil else { return }
        for (i, row) in block.rows.enumerated() {
            let time = Float(Double(clock + Int64(i) * rowTime) / 1e9)
            for column in block.columns { programmedAt[row * columns + column] = time }
        }
    }
}
