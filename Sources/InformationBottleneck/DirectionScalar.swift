import CElementwise

/// A scalar in which rows are taken as directions from their mean: `Float` on the bench, `Double` where formulas are
/// checked. The requirements are the kernels of directions.h, described there.
protocol DirectionScalar: GramScalar {
    static func directions(
        _ n: Int, _ d: Int, _ smallest: Double, _ rows: UnsafeMutablePointer<Self>,
        _ lengths: UnsafeMutablePointer<Double>)
    static func directionsGradient(
        _ n: Int, _ d: Int, _ order: UnsafePointer<Int>, _ pull: Double, _ forces: UnsafePointer<Self>,
        _ directions: UnsafePointer<Self>, _ lengths: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Self>)
}

extension Float: DirectionScalar {
    static func directions(
        _ n: Int, _ d: Int, _ smallest: Double, _ rows: UnsafeMutablePointer<Float>,
        _ lengths: UnsafeMutablePointer<Double>
    ) {
        pibd_directions_f32(n, d, smallest, rows, lengths)
    }

    static func directionsGradient(
        _ n: Int, _ d: Int, _ order: UnsafePointer<Int>, _ pull: Double, _ forces: UnsafePointer<Float>,
        _ directions: UnsafePointer<Float>, _ lengths: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Float>
    ) {
        pibd_directions_gradient_f32(n, d, order, pull, forces, directions, lengths, out)
    }
}

extension Double: DirectionScalar {
    static func directions(
        _ n: Int, _ d: Int, _ smallest: Double, _ rows: UnsafeMutablePointer<Double>,
        _ lengths: UnsafeMutablePointer<Double>
    ) {
        pibd_directions_f64(n, d, smallest, rows, lengths)
    }

    static func directionsGradient(
        _ n: Int, _ d: Int, _ order: UnsafePointer<Int>, _ pull: Double, _ forces: UnsafePointer<Double>,
        _ directions: UnsafePointer<Double>, _ lengths: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>
    ) {
        pibd_directions_gradient_f64(n, d, order, pull, forces, directions, lengths, out)
    }
}
