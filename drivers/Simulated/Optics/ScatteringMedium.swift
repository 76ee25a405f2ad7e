import Foundation
import RandomStreams

/// The transmission matrix of one field, pixels x camera pixels: independent complex Gaussians of mean square 1.
struct ScatteringMedium: Sendable {
    /// [s] in which the medium moves too little to be looked at again.
    private static let patience = 60.0

    private(set) var real: [Float]
    private(set) var imaginary: [Float]
    private var stream: RandomStream
    private let hourlyCorrelation: Double
    /// When it was last moved [s].
    private var movedAt: Double

    init(_ parameters: OpticsParameters, field: Int, seed: UInt64, at time: Double) {
        stream = RandomStream(seed: seed, name: "medium/\(field)")
        let count = parameters.pixels * parameters.cameraPixels
        real = [Float](repeating: 0, count: count)
        imaginary = real
        hourlyCorrelation = parameters.hourlyCorrelation
        movedAt = time
        drift(toCorrelation: 0)
    }

    /// Lets it move as it does by itself until `time` [s]; returns whether it has.
    mutating func move(until time: Double) -> Bool {
        let elapsed = time - movedAt
        guard hourlyCorrelation < 1, elapsed >= Self.patience else { return false }
        movedAt = time
        drift(toCorrelation: pow(hourlyCorrelation, elapsed / 3600))
        return true
    }

    /// Moves it at once, so that it correlates with what it was by `correlation` (0...1).
    mutating func drift(toCorrelation correlation: Double) {
        let kept = Float(correlation)
        let fresh = Float(((1 - correlation * correlation) / 2).squareRoot())
        Self.mix(&real, &stream, kept, fresh)
        Self.mix(&imaginary, &stream, kept, fresh)
    }

    private static func mix(_ values: inout [Float], _ stream: inout RandomStream, _ kept: Float, _ fresh: Float) {
        var noise = [Float](repeating: 0, count: values.count)
        values.withUnsafeMutableBufferPointer { values in
            noise.withUnsafeMutableBufferPointer { noise in
                stream.fillNormal(noise)
                for index in values.indices { values[index] = kept * values[index] + fresh * noise[index] }
            }
        }
    }
}
