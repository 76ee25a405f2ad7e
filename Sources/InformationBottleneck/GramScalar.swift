import CElementwise
import Matrices

/// A scalar in which Gram matrices are computed: `Float` on the bench, `Double` where formulas are checked.
///
/// The requirements are the kernels of gram.h, described there.
protocol GramScalar: MatrixScalar {
    static func centre(
        _ rows: UnsafePointer<Self>, _ order: UnsafePointer<Int>, _ n: Int, _ d: Int,
        _ centred: UnsafeMutablePointer<Self>) -> Double
    static func gaussian(
        _ n: Int, _ rate: Double, _ k: UnsafeMutablePointer<Self>, _ squares: UnsafeMutablePointer<Self>)
    static func sameClass(_ n: Int, _ ends: UnsafePointer<Int>, _ x: UnsafeMutablePointer<Self>)
    static func gramMoments(
        _ n: Int, _ k: UnsafePointer<Self>, _ x: UnsafePointer<Self>, _ kRows: UnsafeMutablePointer<Double>,
        _ xRows: UnsafeMutablePointer<Double>) -> pibd_gram_sums
    static func weighQuadratic(
        _ n: Int, _ weight: pibd_gram_weight, _ u: UnsafePointer<Self>, _ k: UnsafePointer<Self>,
        _ x: UnsafePointer<Self>, _ p: UnsafeMutablePointer<Self>)
    static func weigh(
        _ n: Int, _ g: UnsafePointer<Double>, _ k: UnsafePointer<Self>, _ p: UnsafeMutablePointer<Self>)
    static func laplacian(_ n: Int, _ p: UnsafeMutablePointer<Self>, _ sums: UnsafeMutablePointer<Double>)
    static func gramBlock(
        _ n: Int, _ k: UnsafePointer<Self>, _ x: UnsafePointer<Self>?, _ first: Int, _ m: Int, _ scale: Double,
        _ diagonal: Double, _ block: UnsafeMutablePointer<Double>)
    static func addBlock(
        _ n: Int, _ h: UnsafePointer<Double>, _ x: UnsafePointer<Self>?, _ first: Int, _ m: Int, _ scale: Double,
        _ g: UnsafeMutablePointer<Double>)
    static func dot(_ count: Int, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>) -> Double
    static func outputsGradient(
        _ n: Int, _ d: Int, _ order: UnsafePointer<Int>, _ pull: Double, _ forces: UnsafePointer<Self>,
        _ spread: Double, _ centred: UnsafePointer<Self>, _ out: UnsafeMutablePointer<Self>)
}
