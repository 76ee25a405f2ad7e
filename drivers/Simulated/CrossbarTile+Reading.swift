import CCrossbarPhysics
import Matrices
import PhysicalDevices
import RandomStreams

/// How inputs become converter readings.
extension CrossbarTile {
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
