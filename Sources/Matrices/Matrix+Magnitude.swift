import CElementwise

extension Matrix where Scalar == Float {
    /// The smallest element; 0 for an empty matrix.
    public var smallest: Float {
        withUnsafeElements { $0.baseAddress.map { pibd_smallest($0, elements.count) } ?? 0 }
    }

    /// The largest magnitude of any element; NaN if any element is NaN, 0 for an empty matrix.
    public var largestMagnitude: Float {
        withUnsafeElements { $0.baseAddress.map { pibd_largest_magnitude($0, elements.count) } ?? 0 }
    }
}
