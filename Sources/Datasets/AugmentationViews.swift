import CElementwise
import Foundation
import Matrices
import RandomStreams

/// Draws random views of images from a stream of its own.
public struct AugmentationViews: Sendable {
    /// Views and what they were made of.
    public struct Views: Sendable, Equatable {
        /// The views (m x d), every value in [0, 1] if the samples' are; the views of one sample follow one another.
        public let samples: Matrix<Float>
        /// The row each view was made of, m of them.
        public let sources: [Int]
    }

    private let augmentation: Augmentation
    private let height: Int
    private let width: Int
    /// Where the maps are drawn from; what a checkpoint has to keep.
    public var stream: RandomStream

    /// - Parameters:
    ///   - shape: The shape of one sample: height and width.
    ///   - stream: Where the maps are drawn from; give it a name of its own.
    /// - Throws: `AugmentationError`.
    public init(_ augmentation: Augmentation, shape: [Int], stream: RandomStream) throws {
        try augmentation.check(shape: shape)
        self.augmentation = augmentation
        self.stream = stream
        height = shape[0]
        width = shape[1]
    }

    /// `count` views of every sample (n x d, d = height x width).
    ///
    /// A view from which everything has gone, because the sample sat at the border, is replaced by the sample itself:
    /// an empty image would be the same view of every sample.
    public mutating func views(of samples: Matrix<Float>, each count: Int = 2) -> Views {
        precondition(samples.columns == height * width, "samples of \(samples.columns) values are no such images")
        let total = samples.rows * count
        let draws = stream.uniform(5 * total)
        let views = Matrix<Float>(rows: total, columns: samples.columns) { target in
            target.initialize(repeating: 0)
            guard total > 0, let first = target.baseAddress else { return }
            samples.withUnsafeElements { source in
                for view in 0..<total {
                    let image = source.baseAddress! + view / count * samples.columns
                    let out = first + view * samples.columns
                    let sum = pibd_affine_view(image, height, width, map(draws[5 * view..<5 * view + 5]), out)
                    if !(sum > 0) { out.update(from: image, count: samples.columns) }
                }
            }
        }
        return Views(samples: views, sources: (0..<total).map { $0 / max(1, count) })
    }

    /// Where the pixels of a view lie in the image, from five uniform numbers.
    ///
    /// The view shows the image mapped by p -> R S (p - c) + c + t, so its pixels are looked up by the inverse.
    private func map(_ uniforms: ArraySlice<Float>) -> pibd_affine {
        let draw = uniforms.map { 2 * Double($0) - 1 }
        let angle = draw[0] * augmentation.rotation * .pi / 180
        let scale = 1 + draw[1] * augmentation.scale
        let shear = draw[2] * augmentation.shear
        let (right, down) = (draw[3] * augmentation.shift, draw[4] * augmentation.shift)
        let (cosine, sine) = (cos(angle), sin(angle))
        // R S = scale [cos, cos shear - sin; sin, sin shear + cos], whose determinant is scale^2.
        let xx = (sine * shear + cosine) / scale
        let xy = -(cosine * shear - sine) / scale
        let yx = -sine / scale
        let yy = cosine / scale
        let (x, y) = (Double(width - 1) / 2, Double(height - 1) / 2)
        return pibd_affine(
            xx: Float(xx), xy: Float(xy), x0: Float(x - xx * (x + right) - xy * (y + down)),
            yx: Float(yx), yy: Float(yy), y0: Float(y - yx * (x + right) - yy * (y + down)))
    }
}
