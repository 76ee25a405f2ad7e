import RandomStreams

/// What a camera makes of light: source fluctuation, shot and read noise, dark level, saturation, codes.
struct Camera: Sendable {
    private let parameters: OpticsParameters
    private var dead: [Bool]
    private var hasDeadPixels = false
    private var noise: RandomStream
    private var source: RandomStream
    private var losses: RandomStream
    /// The light of the last frame, in parts of full scale, and the pixels it fell on.
    private var previous: (pixels: Range<Int>, light: [Float])?

    init(_ parameters: OpticsParameters, field: Int, seed: UInt64) {
        self.parameters = parameters
        noise = RandomStream(seed: seed, name: "camera-noise/\(field)")
        source = RandomStream(seed: seed, name: "source/\(field)")
        losses = RandomStream(seed: seed, name: "frames/\(field)")
        dead = [Bool](repeating: false, count: parameters.cameraPixels)
        kill(share: parameters.deadPixels, stream: RandomStream(seed: seed, name: "dead-pixels/\(field)"))
    }

    /// Kills a share of the pixels, at random.
    mutating func kill(share: Double, stream: RandomStream) {
        guard share > 0 else { return }
        var stream = stream
        for (pixel, draw) in stream.uniform(dead.count).enumerated() where Double(draw) < share { dead[pixel] = true }
        hasDeadPixels = true
    }

    /// Turns light (n frames of the region `pixels`, in parts of full scale) into readings in 0...1, in place.
    ///
    /// - Returns: how many readings saturated, and how many frames were exposed again.
    mutating func expose(_ light: inout [Float], pixels: Range<Int>) -> (saturated: Int, repeated: Int) {
        let width = pixels.count
        let frames = light.count / max(1, width)
        let fluctuations = source.normal(frames).map { max(0, 1 + Float(parameters.sourceFluctuation) * $0) }
        arrange(&light, pixels: pixels)
        var normals = [Float](repeating: 0, count: width)
        var saturated = 0
        var repeated = 0
        let chances = parameters.droppedFrames > 0 ? losses.uniform(frames) : []
        for frame in 0..<frames {
            normals.withUnsafeMutableBufferPointer { noise.fillNormal($0) }
            if let chance = chances.isEmpty ? nil : chances[frame], Double(chance) < parameters.droppedFrames {
                normals.withUnsafeMutableBufferPointer { noise.fillNormal($0) }
                repeated += 1
            }
            light.withUnsafeMutableBufferPointer {
                saturated += read(
                    UnsafeMutableBufferPointer(rebasing: $0[frame * width..<(frame + 1) * width]), normals,
                    source: fluctuations[frame] * Float(parameters.exposureError))
            }
            if hasDeadPixels {
                for pixel in 0..<width where dead[pixels.lowerBound + pixel] { light[frame * width + pixel] = 0 }
            }
        }
        return (saturated, repeated)
    }

    /// One frame.
    private func read(_ frame: UnsafeMutableBufferPointer<Float>, _ normals: [Float], source: Float) -> Int {
        let hasShotNoise = parameters.fullWell > 0
        // Without shot noise the well still says what an electron is worth.
        let well = hasShotNoise ? Float(parameters.fullWell) : 7500
        let shot: Float = hasShotNoise ? 1 / well : 0
        let readVariance = Float(parameters.readNoise * parameters.readNoise) / (well * well)
        let dark = Float(parameters.darkLevel)
        let levels = Float((1 << parameters.cameraBits) - 1)
        let weight = 1 / levels
        var saturated: Int32 = 0
        normals.withUnsafeBufferPointer { normals in
            for pixel in frame.indices {
                let mean = frame[pixel] * source + dark
                let value = mean + (mean * shot + readVariance).squareRoot() * normals[pixel]
                saturated &+= value >= 1 ? 1 : 0
                frame[pixel] = Float(Int32(min(1, max(0, value)) * levels + 0.5)) * weight
            }
        }
        return Int(saturated)
    }

    /// Shifts the image, and shows old frames where the rig is late.
    private mutating func arrange(_ light: inout [Float], pixels: Range<Int>) {
        let width = pixels.count
        if parameters.misregistration > 0 { shift(&light, width: width, by: Float(parameters.misregistration)) }
        guard parameters.isOneFrameLate || parameters.laggingFrames > 0 else { return }
        let held = light
        let lags = losses.uniform(held.count / max(1, width))
        var before = previous?.pixels == pixels ? previous?.light : nil
        for frame in lags.indices {
            let span = frame * width..<(frame + 1) * width
            if let before, parameters.isOneFrameLate || Double(lags[frame]) < parameters.laggingFrames {
                light.replaceSubrange(span, with: before)
            }
            before = Array(held[span])
        }
        previous = before.map { (pixels, $0) }
    }

    private func shift(_ light: inout [Float], width: Int, by part: Float) {
        for start in stride(from: 0, to: light.count, by: width) {
            for pixel in start..<start + width - 1 {
                light[pixel] += part * (light[pixel + 1] - light[pixel])
            }
        }
    }
}
