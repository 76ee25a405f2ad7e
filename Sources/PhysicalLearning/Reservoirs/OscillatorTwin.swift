import CElementwise
import Matrices

/// A differentiable model of coupled oscillators: the data sheet's equations, forwards and backwards.
///
/// It integrates by position Verlet, one evaluation of the forces a step: the slope of a trajectory need not be as
/// good as the trajectory, and the device makes a larger error by its own flaws. Backwards it is the exact adjoint of
/// those steps, not of the differential equation, so that its gradient is that of what it computes.
struct OscillatorTwin: Sendable {
    let model: OscillatorModel

    /// What a run left behind for the way back.
    struct Trace: Sendable {
        /// The positions at the end (n x oscillators).
        let positions: Matrix<Float>
        /// Forces f(q) and slopes f'(q) of every step, in order (steps n x oscillators).
        fileprivate let forces: Matrix<Float>
        fileprivate let slopes: Matrix<Float>
        fileprivate let couplings: Matrix<Float>
        fileprivate let levels: [Float]
        fileprivate let settingRows: Int
        fileprivate let settingColumns: Int
    }

    private var step: Float { Float(model.duration) / Float(model.steps) }

    /// Runs the oscillators from a drive (n x R + 1, in full scales) with couplings `settings` (R + 1 x D, in parts of
    /// the range, the constant drives last).
    func trace(_ drive: Matrix<Float>, settings: Matrix<Float>) -> Trace {
        let (n, rows, width) = (drive.rows, settings.rows - 1, settings.columns)
        let size = max(rows, width)
        let range = Float(model.couplingRange)
        let m = couplings(settings, rows: rows, width: width, size: size)
        var constant = [Float](repeating: 0, count: size)
        for output in 0..<width { constant[output] = range * settings[rows, output] }
        let levels = (0..<n).map { drive[$0, rows] }
        var q = start(drive, rows: rows, size: size)
        var forces = Matrix<Float>(rows: model.steps * n, columns: size)
        var slopes = forces
        forces.withUnsafeMutableElements { forces in
            slopes.withUnsafeMutableElements { slopes in
                q.withUnsafeMutableElements { q in
                    m.withUnsafeElements { m in
                        run(
                            q, Buffers(n: n, size: size, forces: forces, slopes: slopes), m: m, levels: levels,
                            constant: constant)
                    }
                }
            }
        }
        return Trace(
            positions: q, forces: forces, slopes: slopes, couplings: m, levels: levels, settingRows: rows,
            settingColumns: width)
    }

    /// The gradients at the settings (R + 1 x D) and at the drive (n x R), from that at the positions read (n x D).
    func backward(_ trace: Trace, _ gradient: Matrix<Float>) -> (settings: Matrix<Float>, drive: Matrix<Float>) {
        let (n, size) = (trace.positions.rows, trace.positions.columns)
        let (rows, width) = (trace.settingRows, trace.settingColumns)
        var atPositions = gradient
        if width < size {
            atPositions = Matrix.concatenatingColumns([gradient, Matrix(rows: n, columns: size - width)])
        }
        var pulls = Matrix<Float>(rows: model.steps * n, columns: size)
        pullBack(trace, &atPositions, &pulls)
        let mGradient = Matrix.product(trace.forces, pulls, transposingFirst: true)
        let couplings = Matrix<Float>(rows: rows, columns: width) { target in
            mGradient.withUnsafeElements {
                pibd_oscillator_settings_gradient(
                    $0.baseAddress!, size, Float(model.couplingRange), rows, width, target.baseAddress!)
            }
        }
        let everyLevel = Matrix(
            rows: model.steps * n, columns: 1,
            elements: (0..<model.steps).flatMap { _ in trace.levels.map { $0 * Float(model.couplingRange) } })
        let constants = Matrix.product(everyLevel, pulls, transposingFirst: true).columns(0..<width)
        var drive = atPositions.columns(0..<rows)
        let amplitude = Float(model.amplitude)
        drive.withUnsafeMutableElements { for index in $0.indices { $0[index] *= amplitude } }
        return (Matrix.concatenatingRows([couplings, constants]), drive)
    }

    private func couplings(_ settings: Matrix<Float>, rows: Int, width: Int, size: Int) -> Matrix<Float> {
        Matrix(rows: size, columns: size) { m in
            settings.withUnsafeElements {
                pibd_oscillator_couplings(
                    $0.baseAddress!, rows, width, Float(model.couplingRange), nil, 0, size, m.baseAddress!)
            }
        }
    }

    private func start(_ drive: Matrix<Float>, rows: Int, size: Int) -> Matrix<Float> {
        let amplitude = Float(model.amplitude)
        return Matrix(rows: drive.rows, columns: size) { q in
            drive.withUnsafeElements { drive in
                for vector in 0..<q.count / size {
                    let inputs = vector * (rows + 1)
                    for i in 0..<size { q[vector * size + i] = i < rows ? amplitude * drive[inputs + i] : 0 }
                }
            }
        }
    }
}

extension OscillatorTwin {
    private struct Buffers {
        let n: Int
        let size: Int
        let forces: UnsafeMutableBufferPointer<Float>
        let slopes: UnsafeMutableBufferPointer<Float>

        var count: Int { n * size }
    }

    /// How far positions move before the kick of a step: half a step at first, then the second half of the last step
    /// and the first one of this.
    private func drift(before index: Int) -> Float { index == 0 ? step / 2 : step }

    /// Carries positions `q` through all steps and notes forces and slopes on the way.
    private func run(
        _ q: UnsafeMutableBufferPointer<Float>, _ buffers: Buffers, m: UnsafeBufferPointer<Float>, levels: [Float],
        constant: [Float]
    ) {
        let (n, size, count) = (buffers.n, buffers.size, buffers.count)
        let kind = Int32(model.force == .pendulum ? PIBD_PENDULUM : PIBD_DUFFING)
        // Velocities and accelerations.
        var work = [Float](repeating: 0, count: 2 * count)
        work.withUnsafeMutableBufferPointer { work in
            guard let velocity = work.baseAddress, let q = q.baseAddress, let m = m.baseAddress,
                let forces = buffers.forces.baseAddress, let slopes = buffers.slopes.baseAddress
            else { return }
            let acceleration = velocity + count
            for index in 0..<model.steps {
                let force = forces + index * count
                pibd_combine(q, drift(before: index), velocity, 0, nil, count, q)
                pibd_oscillator_force(q, count, 1, kind, force, slopes + index * count)
                Float.gemm(false, false, n, size, size, 1, force, size, m, size, 0, acceleration, size)
                pibd_oscillator_drive(force, levels, constant, n, size, acceleration)
                pibd_combine(velocity, step, acceleration, 0, nil, count, velocity)
            }
            pibd_combine(q, step / 2, velocity, 0, nil, count, q)
        }
    }

    /// Carries the gradient at the positions back to the start; `pulls` becomes that at all steps' accelerations.
    private func pullBack(_ trace: Trace, _ atPositions: inout Matrix<Float>, _ pulls: inout Matrix<Float>) {
        let (n, size) = (trace.positions.rows, trace.positions.columns)
        let count = n * size
        // The gradient at the velocities, and the product of a step's pulls with M.
        var work = [Float](repeating: 0, count: 2 * count)
        work.withUnsafeMutableBufferPointer { work in
            atPositions.withUnsafeMutableElements { q in
                pulls.withUnsafeMutableElements { pulls in
                    trace.slopes.withUnsafeElements { slopes in
                        trace.couplings.withUnsafeElements { m in
                            guard let p = work.baseAddress, let q = q.baseAddress, let b = pulls.baseAddress,
                                let slopes = slopes.baseAddress, let m = m.baseAddress
                            else { return }
                            let pulled = p + count
                            pibd_combine(p, step / 2, q, 0, nil, count, p)
                            for index in (0..<model.steps).reversed() {
                                let pull = b + index * count
                                pibd_scale(p, step, count, pull)
                                // M is symmetric, and f also acts back on its own oscillator.
                                Float.gemm(false, false, n, size, size, 1, pull, size, m, size, 0, pulled, size)
                                pibd_oscillator_kick_adjoint(
                                    pulled, pull, slopes + index * count, drift(before: index), q, p, count)
                            }
                        }
                    }
                }
            }
        }
    }
}
