import CElementwise
import Matrices
import PhysicalDevices
import RandomStreams

/// One network of oscillators: its couplings, its errors, its noise.
struct OscillatorTile: Sendable {
    private let parameters: OscillatorParameters
    private var electronics: ReservoirElectronics
    /// What the elements were set to, in parts of the range (oscillators + 1 rows, the constant drives last).
    private var settings: Matrix<Float>
    private var drives: [Float]
    /// The fixed errors of the couplings, symmetric.
    private let deviation: Matrix<Float>
    private var inputNoise: RandomStream
    /// M of q'' = M f - f + e, for the block it was last made for.
    private var couplings: (block: CellBlock, matrix: Matrix<Float>)?

    init(parameters: OscillatorParameters, index: Int, seed: UInt64) {
        self.parameters = parameters
        let n = parameters.oscillators
        electronics = ReservoirElectronics(
            driveBits: parameters.driveBits, converterBits: parameters.converterBits, readNoise: parameters.readNoise,
            outputs: n, seed: seed, tile: index)
        settings = Matrix(rows: n, columns: n)
        drives = [Float](repeating: 0, count: n)
        inputNoise = RandomStream(seed: seed, name: "reservoir/tile-\(index)/input-noise")
        var errors = RandomStream(seed: seed, name: "reservoir/tile-\(index)/coupling-errors")
        let draws = errors.normal(n * n)
        let spread = Float(parameters.couplingNoise)
        deviation = Matrix(rows: n, columns: n) { target in
            for i in 0..<n { for j in 0..<n { target[i * n + j] = spread * (draws[i * n + j] + draws[j * n + i]) / 2 } }
        }
    }

    mutating func loseOutputs(share: Float) { electronics.loseOutputs(share: share) }

    /// Sets the elements of a block by the difference of each pair; the last row of the block are constant drives.
    mutating func program(_ map: TargetMap) {
        let (rows, width) = (map.block.rows.count - 1, map.block.outputs)
        let levels = Float((1 << (parameters.couplingBits - 1)) - 1)
        let upperEnd = Float(OscillatorNetwork.window.upperBound.value)
        let first = map.block.columns.lowerBound / 2
        let size = settings.columns
        // Whole rows at a time: a training run sets every coupling after every batch.
        map.targets.withUnsafeElements { targets in
            settings.withUnsafeMutableElements { settings in
                drives.withUnsafeMutableBufferPointer { drives in
                    guard let targets = targets.baseAddress, let settings = settings.baseAddress,
                        let drives = drives.baseAddress
                    else { return }
                    for row in 0...rows {
                        let target = row == rows ? drives + first : settings + row * size + first
                        pibd_oscillator_settings(targets + 2 * row * width, width, upperEnd, levels, target)
                    }
                }
            }
        }
        couplings = nil
    }

    /// Lets the oscillators of a block run from each vector, and reads them.
    mutating func measure(_ request: DriveRequest) -> Measured {
        let (rows, width) = (request.block.rows.count - 1, request.block.outputs)
        let size = max(rows, width)
        let drive = electronics.driven(request.drive)
        let start = initialAmplitudes(drive, rows: rows, size: size)
        let levels = (0..<drive.rows).map { drive[$0, rows] }
        let range = Float(parameters.couplingRange)
        let constant = (0..<size).map { $0 < width ? range * drives[$0] : 0 }
        let end = run(from: start, couplings(request.block, size: size), levels: levels, drives: constant)
        let read = width == size ? end : end.columns(0..<width)
        return electronics.converted(read, request, seconds: 1e-6)
    }

    private mutating func initialAmplitudes(_ drive: Matrix<Float>, rows: Int, size: Int) -> Matrix<Float> {
        let (scale, spread) = (Float(parameters.amplitude), Float(parameters.inputNoise))
        let noisy = spread > 0
        return Matrix(rows: drive.rows, columns: size) { q in
            for vector in 0..<drive.rows {
                let row = UnsafeMutableBufferPointer(rebasing: q[vector * size..<(vector + 1) * size])
                if noisy { inputNoise.fillNormal(row) } else { row.initialize(repeating: 0) }
                for oscillator in 0..<size {
                    let input = oscillator < rows ? scale * drive[vector, oscillator] : 0
                    row[oscillator] = input + spread * row[oscillator]
                }
            }
        }
    }

    private mutating func couplings(_ block: CellBlock, size: Int) -> Matrix<Float> {
        if let couplings, couplings.block == block { return couplings.matrix }
        let (rows, width) = (block.rows.count - 1, block.outputs)
        let part = settings.rows(0..<rows).columns(0..<width)
        let matrix = Matrix<Float>(rows: size, columns: size) { m in
            part.withUnsafeElements { settings in
                deviation.withUnsafeElements { deviation in
                    pibd_oscillator_couplings(
                        settings.baseAddress!, rows, width, Float(parameters.couplingRange), deviation.baseAddress!,
                        parameters.oscillators, size, m.baseAddress!)
                }
            }
        }
        couplings = (block, matrix)
        return matrix
    }

    /// Fourth-order Runge-Kutta for q'' = a(q), which needs one evaluation of a for each of its four stages.
    private func run(
        from start: Matrix<Float>, _ m: Matrix<Float>, levels: [Float], drives: [Float]
    ) -> Matrix<Float> {
        let step = Float(parameters.duration) / Float(parameters.steps)
        var positions = start
        var velocities = Matrix<Float>(rows: start.rows, columns: start.columns)
        func acceleration(_ q: Matrix<Float>) -> Matrix<Float> {
            let forces = self.forces(q)
            var a = Matrix.product(forces, m)
            a.withUnsafeMutableElements { a in
                forces.withUnsafeElements {
                    pibd_oscillator_drive($0.baseAddress!, levels, drives, q.rows, q.columns, a.baseAddress!)
                }
            }
            return a
        }
        for _ in 0..<parameters.steps {
            let a1 = acceleration(positions)
            let second = positions.moved(step / 2, velocities)
            let a2 = acceleration(second)
            let a3 = acceleration(second.moved(step * step / 4, a1))
            let a4 = acceleration(positions.moved(step, velocities).moved(step * step / 2, a2))
            positions.withUnsafeMutableElements { q in
                velocities.withUnsafeMutableElements { p in
                    pibd_oscillator_step(
                        q.baseAddress!, p.baseAddress!, a1.elements, a2.elements, a3.elements, a4.elements, step,
                        q.count)
                }
            }
        }
        return positions
    }

    private func forces(_ q: Matrix<Float>) -> Matrix<Float> {
        let kind = Int32(parameters.force == .pendulum ? PIBD_PENDULUM : PIBD_DUFFING)
        let stiffness = Float(1 + parameters.stiffnessError)
        return Matrix(rows: q.rows, columns: q.columns) { out in
            q.withUnsafeElements {
                pibd_oscillator_force($0.baseAddress!, $0.count, stiffness, kind, out.baseAddress!, nil)
            }
        }
    }
}

extension Matrix<Float> {
    /// This matrix plus `factor` times another of its shape.
    fileprivate func moved(_ factor: Float, _ other: Matrix<Float>) -> Matrix<Float> {
        Matrix(rows: rows, columns: columns) { out in
            withUnsafeElements { a in
                other.withUnsafeElements { b in
                    pibd_combine(a.baseAddress!, factor, b.baseAddress!, 0, nil, a.count, out.baseAddress!)
                }
            }
        }
    }
}
