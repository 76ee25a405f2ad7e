import Matrices
import PhysicalDevices
import RandomStreams

/// One field of view: its part of the modulators, its part of the medium, its part of the camera.
struct OpticalField: Sendable {
    /// Mean reading, in parts of full scale, of a field whose pixels are all at full amplitude, at exposure 1.
    private static let meanReading = 0.2

    private let parameters: OpticsParameters
    private let modulator: PhaseModulator
    private var medium: ScatteringMedium
    private var camera: Camera
    /// Pixels of the first modulator that are stuck, and at what.
    private var stuck: [(pixel: Int, level: Float)] = []
    /// Phases asked of the mask [rad], of each mask of a sequence.
    private var masks: [[Float]]
    /// The medium as seen through a single mask; nil when it has to be computed again.
    private var masked: (real: [Float], imaginary: [Float])?

    init(_ parameters: OpticsParameters, field: Int, seed: UInt64, at time: Double) {
        self.parameters = parameters
        modulator = PhaseModulator(parameters)
        medium = ScatteringMedium(parameters, field: field, seed: seed, at: time)
        camera = Camera(parameters, field: field, seed: seed)
        masks = [[Float](repeating: 0, count: parameters.pixels)]
        stick(share: parameters.stuckPixels, stream: RandomStream(seed: seed, name: "stuck-pixels/\(field)"))
    }

    /// Sticks a share of the modulator's pixels, at random.
    mutating func stick(share: Double, stream: RandomStream) {
        guard share > 0 else { return }
        var stream = stream
        let draws = stream.uniform(parameters.pixels)
        for pixel in draws.indices where Double(draws[pixel]) < share {
            stuck.append((pixel, Double(draws[pixel]) < share / 2 ? 0 : 1))
        }
    }

    /// Kills a share of the camera's pixels, at random.
    mutating func kill(share: Double, stream: RandomStream) { camera.kill(share: share, stream: stream) }

    /// Sets a part of the mask, or of each one of a sequence.
    mutating func display(_ request: MaskRequest) {
        let before = masks[0]
        masks = (0..<request.phases.rows).map { row in
            var mask = before
            mask.replaceSubrange(request.first..<request.first + request.phases.columns, with: request.phases.row(row))
            return mask
        }
        masked = nil
    }

    /// Moves the medium at once.
    mutating func drift(toCorrelation correlation: Double) {
        medium.drift(toCorrelation: correlation)
        masked = nil
    }

    /// Shows frames and takes their pictures at `time` [s]; readings (n x region) in 0...1.
    mutating func measure(_ request: DriveRequest, at time: Double) -> (
        readings: [Float], saturated: Int, repeated: Int
    ) {
        if medium.move(until: time) { masked = nil }
        let region = request.block.columns.lowerBound / 2..<request.block.columns.upperBound / 2
        var light = scattered(conditioned(request), rows: request.block.rows, region: region)
        let scale = Float(request.gain * Self.meanReading) / Float(parameters.pixels)
        light.withUnsafeMutableBufferPointer { for index in $0.indices { $0[index] *= scale } }
        let exposed = camera.expose(&light, pixels: region)
        return (light, exposed.saturated, exposed.repeated)
    }

    /// Inputs on the modulator's grid, with its stuck pixels (n x rows).
    private func conditioned(_ request: DriveRequest) -> [Float] {
        var drive = request.drive.elements
        let rows = request.block.rows
        let steps = Float((1 << parameters.modulatorBits) - 1)
        let step = 1 / steps
        drive.withUnsafeMutableBufferPointer {
            for index in $0.indices { $0[index] = Float(Int32($0[index] * steps + 0.5)) * step }
        }
        for (pixel, level) in stuck where rows.contains(pixel) {
            for index in stride(from: pixel - rows.lowerBound, to: drive.count, by: rows.count) { drive[index] = level }
        }
        return drive
    }

    /// |E|^2 behind the medium (n x region), for inputs of mean square 1 of each element.
    private mutating func scattered(_ drive: [Float], rows: Range<Int>, region: Range<Int>) -> [Float] {
        let n = drive.count / rows.count
        let width = parameters.cameraPixels
        let (mediumReal, mediumImaginary) = transmission()
        var real = [Float](repeating: 0, count: n * region.count)
        var imaginary = real
        let offset = rows.lowerBound * width + region.lowerBound
        func add(_ light: [Float], _ matrix: [Float], _ sign: Float, to sum: inout [Float]) {
            light.withUnsafeBufferPointer { light in
                matrix.withUnsafeBufferPointer { matrix in
                    sum.withUnsafeMutableBufferPointer { sum in
                        guard let light = light.baseAddress, let matrix = matrix.baseAddress, let sum = sum.baseAddress
                        else { return }
                        Float.gemm(
                            false, false, n, region.count, rows.count, sign, light, rows.count, matrix + offset, width,
                            1, sum, region.count)
                    }
                }
            }
        }
        if let field = field(of: drive, rows: rows) {
            add(field.real, mediumReal, 1, to: &real)
            add(field.imaginary, mediumImaginary, -1, to: &real)
            add(field.real, mediumImaginary, 1, to: &imaginary)
            add(field.imaginary, mediumReal, 1, to: &imaginary)
        } else {
            add(drive, mediumReal, 1, to: &real)
            add(drive, mediumImaginary, 1, to: &imaginary)
        }
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeBufferPointer { imaginary in
                for index in real.indices {
                    real[index] = real[index] * real[index] + imaginary[index] * imaginary[index]
                }
            }
        }
        return real
    }

    /// The complex field of the inputs, behind a sequence of masks; nil where it is the inputs themselves.
    private func field(of drive: [Float], rows: Range<Int>) -> (real: [Float], imaginary: [Float])? {
        var field = parameters.encoding == .phase ? modulator.fields(drive) : nil
        guard parameters.hasMask, masks.count > 1 else { return field }
        if field == nil { field = (drive, [Float](repeating: 0, count: drive.count)) }
        guard var (real, imaginary) = field else { return nil }
        for frame in 0..<drive.count / rows.count {
            let mask = masks[frame % masks.count]
            for pixel in rows {
                let index = frame * rows.count + pixel - rows.lowerBound
                let (c, s) = modulator.field(phase: mask[pixel])
                let (a, b) = (real[index], imaginary[index])
                real[index] = c * a - s * b
                imaginary[index] = c * b + s * a
            }
        }
        return (real, imaginary)
    }

    /// The medium, and before it the mask where there is one that stays.
    private mutating func transmission() -> (real: [Float], imaginary: [Float]) {
        guard parameters.hasMask, masks.count == 1 else { return (medium.real, medium.imaginary) }
        if let masked { return masked }
        let width = parameters.cameraPixels
        var real = medium.real
        var imaginary = medium.imaginary
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                for (pixel, phase) in masks[0].enumerated() {
                    let (c, s) = modulator.field(phase: phase)
                    for index in pixel * width..<(pixel + 1) * width {
                        let (a, b) = (real[index], imaginary[index])
                        real[index] = c * a - s * b
                        imaginary[index] = c * b + s * a
                    }
                }
            }
        }
        masked = (real, imaginary)
        return (real, imaginary)
    }
}
