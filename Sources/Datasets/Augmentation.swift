/// How far a random view of an image may differ from it.
///
/// Every view is one affine map about the middle of the image, drawn evenly from these ranges: scaled and sheared, then
/// rotated, then shifted. The defaults are those of the unsupervised figures (docs/unsupervised.md).
public struct Augmentation: Sendable, Equatable {
    /// Largest shift along either axis [px], 0 or more; less than half the image.
    public var shift = 2.0
    /// Largest rotation either way [degrees], 0...180.
    public var rotation = 15.0
    /// Largest change of size either way, relative, 0...0.5.
    public var scale = 0.15
    /// Largest shear along the rows either way, 0...1.
    public var shear = 0.2

    /// The default ranges.
    public init() {}

    /// No change at all: every view is the image.
    public static var none: Augmentation {
        var none = Augmentation()
        none.shift = 0
        none.rotation = 0
        none.scale = 0
        none.shear = 0
        return none
    }

    /// Refuses data that are no images, and ranges whose views would not show the sample any more; throws
    /// `AugmentationError`. Nothing is drawn.
    ///
    /// - Parameter shape: The shape of one sample, as in `Dataset.inputShape`: height and width.
    public func check(shape: [Int]) throws {
        guard shape.count == 2, let side = shape.min(), side >= 2 else {
            throw AugmentationError(
                message: "samples of the shape \(shape) are not images, so they cannot be shifted and rotated",
                remedy: "give samples of the shape height x width (IDX, or NPY with n x height x width), or learn "
                    + "without views (from = \"inputs\")")
        }
        try Self.check("shift", shift, in: 0...(Double(side - 1) / 2), "moves the sample out of its image")
        try Self.check("rotation", rotation, in: 0...180, "is more than every direction there is")
        try Self.check("scale", scale, in: 0...0.5, "shrinks the sample to less than half or to nothing")
        try Self.check("shear", shear, in: 0...1, "tears the sample apart")
    }

    private static func check(_ name: String, _ value: Double, in range: ClosedRange<Double>, _ harm: String) throws {
        guard !range.contains(value) else { return }
        let what = value.isFinite && value > range.upperBound ? harm : "is not a range"
        throw AugmentationError(
            message: "views with \(name) = \(value): that \(what)",
            remedy: "choose \(name) between \(range.lowerBound) and \(range.upperBound)")
    }
}

/// Views that cannot be made, found out before anything is driven.
public struct AugmentationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What the reader can do about it.
    public let remedy: String

    public var description: String { "\(message); \(remedy)" }
}
