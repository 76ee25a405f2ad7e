import CCrossbarPhysics
import Matrices
import PhysicalDevices
import RandomStreams

/// How inputs become converter readings.
extension CrossbarTile {
    /// Drives a block with one burst of vectors and measures its pairs of columns, or each column for itself; the
    /// readings [V] and how many of them saturated.
    mutating func read(
        _ request: DriveRequest, burst: Range<Int>, inPairs: Bool, at time: Double
    ) -> (values: [Float], saturated: Int) {
        let columns = request.block.columns
        let measured = inPairs ? columns.lowerBound / 2..<columns.upperBound / 2 : columns
        let (drive, rows) = driven(conditioned(request, burst), request.block.rows, n: burst.count)
        let factors = inPairs ? currentWeights(at: time) : currentCells(at: time)
        let stride = inPairs ? outputs : self.columns
        var values = [Float](repeating: 0, count: burst.count * measured.count)
        factors.withUnsafeBufferPointer { w in
            drive.withUnsafeBufferPointer { x in
                values.withUnsafeMutableBufferPointer { z in
                    Float.gemm(
                        false, false, burst.count, measured.count, rows.count, 1, x.baseAddress!, rows.count,
                        w.baseAddress! + rows.lowerBound * stride + measured.lowerBound, stride, 0, z.baseAddress!,
                        measured.count)
                }
            }
        }
        let circuits = circuits(of: measured, inPairs: inPairs)
        let saturated = convert(&values, n: burst.count, circuits, request)
        return (values, saturated)
    }

    /// The rows that carry a voltage and their inputs: those of the request, and all where some are held constant.
    private func driven(_ drive: [Float], _ rows: Range<Int>, n: Int) -> (drive: [Float], rows: Range<Int>) {
        guard holdsInputs else { return (drive, rows) }
        var whole: [Float] = []
        whole.reserveCapacity(n * heldInputs.count)
        for vector in 0..<n {
            whole += heldInputs[..<rows.lowerBound]
            whole += drive[vector * rows.count..<(vector + 1) * rows.count]
            whole += heldInputs[rows.upperBound...]
        }
        return (whole, 0..<heldInputs.count)
    }

    /// Gain and offset of what is measured. The amplifier of a pair is that of its two columns; its offset is the even
    /// one's, so that the difference of two single readings has it too.
    private func circuits(of measured: Range<Int>, inPairs: Bool) -> (gain: [Float], offset: [Float]) {
        guard !inPairs else { return (Array(columnGain[measured]), Array(columnOffset[measured])) }
        return (measured.map { columnGain[$0 / 2] }, measured.map { $0 % 2 == 0 ? columnOffset[$0 / 2] : 0 })
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

    /// The conductances that the columns see at `time`, wires included.
    private func currentCells(at time: Double) -> [Float] {
        var cells = cellAging?.aged(conductance, programmedAt: programmedAt, now: time) ?? conductance
        if parameters.wireResistance.value > 0 { dropVoltage(&cells) }
        return cells
    }

    private mutating func currentWeights(at time: Double) -> [Float] {
        if let weights, cellAging == nil { return weights }
        let cells = currentCells(at: time)
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

    private mutating func convert(
        _ values: inout [Float], n: Int, _ circuits: (gain: [Float], offset: [Float]), _ request: DriveRequest
    ) -> Int {
        let width = circuits.gain.count
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
            pibd_crossbar_readout(
                values.baseAddress!, n, width, circuits.gain, circuits.offset, normals, &scratch, physics)
        }
    }
}
