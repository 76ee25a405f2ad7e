import CCrossbarPhysics
import Matrices
import PhysicalDevices
import RandomStreams

/// The converters before and behind a reservoir, on one tile.
struct ReservoirElectronics: Sendable {
    private let driveSteps: Float
    private let levels: Float
    private let readNoise: Float
    private var alive: [Float]
    private var noise: RandomStream
    private var losses: RandomStream

    /// Converters of `driveBits` and `converterBits`, for at most `outputs` outputs; `readNoise` is in parts of full
    /// scale.
    init(driveBits: Int, converterBits: Int, readNoise: Double, outputs: Int, seed: UInt64, tile: Int) {
        driveSteps = Float((1 << driveBits) - 1)
        levels = Float((1 << (converterBits - 1)) - 1)
        self.readNoise = Float(readNoise)
        alive = [Float](repeating: 1, count: outputs)
        noise = RandomStream(seed: seed, name: "reservoir/tile-\(tile)/read-noise")
        losses = RandomStream(seed: seed, name: "reservoir/tile-\(tile)/dead-outputs")
    }

    mutating func loseOutputs(share: Float) {
        for (output, draw) in losses.uniform(alive.count).enumerated() where draw < share { alive[output] = 0 }
    }

    /// The inputs as the drive converter makes them.
    func driven(_ drive: Matrix<Float>) -> Matrix<Float> {
        var driven = drive
        driven.withUnsafeMutableElements { pibd_crossbar_quantise_drive($0.baseAddress!, $0.count, driveSteps) }
        return driven
    }

    /// What the output converter makes of amplitudes (n x outputs): readings [V].
    mutating func converted(_ amplitudes: Matrix<Float>, _ request: DriveRequest, seconds: Double) -> Measured {
        let width = amplitudes.columns
        let fullScale = Float(request.fullScale.value)
        var readings = amplitudes
        var normals = [Float](repeating: 0, count: readings.elements.count)
        if readNoise > 0 {
            // Row by row, so that a batch measured in parts has the noise of one measured at once.
            normals.withUnsafeMutableBufferPointer { normals in
                for row in 0..<amplitudes.rows {
                    noise.fillNormal(UnsafeMutableBufferPointer(rebasing: normals[row * width..<(row + 1) * width]))
                }
            }
        }
        let physics = pibd_readout_physics(
            gain: Float(request.gain), read_noise: readNoise, noise_reference: fullScale, full_scale: fullScale,
            levels: levels)
        let offsets = [Float](repeating: 0, count: width)
        let factors = Array(alive.prefix(width))
        var scratch = offsets
        let saturated = readings.withUnsafeMutableElements {
            pibd_crossbar_readout(
                $0.baseAddress!, amplitudes.rows, width, factors, offsets, normals, &scratch, physics)
        }
        return Measured(
            outputs: readings, saturatedFraction: Double(saturated) / Double(max(1, readings.elements.count)),
            duration: TimeSpan(seconds * Double(amplitudes.rows)))
    }
}
