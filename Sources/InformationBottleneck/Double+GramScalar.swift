import CElementwise

extension Double: GramScalar {
    static func centre(
        _ rows: UnsafePointer<Double>, _ order: UnsafePointer<Int>, _ n: Int, _ d: Int,
        _ centred: UnsafeMutablePointer<Double>
    ) -> Double {
        pibd_centre_f64(rows, order, n, d, centred)
    }

    static func gaussian(
        _ n: Int, _ rate: Double, _ k: UnsafeMutablePointer<Double>, _ squares: UnsafeMutablePointer<Double>
    ) {
        pibd_gaussian_f64(n, rate, k, squares)
    }

    static func sameClass(_ n: Int, _ ends: UnsafePointer<Int>, _ x: UnsafeMutablePointer<Double>) {
        pibd_same_class_f64(n, ends, x)
    }

    static func gramMoments(
        _ n: Int, _ k: UnsafePointer<Double>, _ x: UnsafePointer<Double>, _ kRows: UnsafeMutablePointer<Double>,
        _ xRows: UnsafeMutablePointer<Double>
    ) -> pibd_gram_sums {
        pibd_gram_moments_f64(n, k, x, kRows, xRows)
    }

    static func weighQuadratic(
        _ n: Int, _ weight: pibd_gram_weight, _ u: UnsafePointer<Double>, _ k: UnsafePointer<Double>,
        _ x: UnsafePointer<Double>, _ p: UnsafeMutablePointer<Double>
    ) {
        pibd_weigh_quadratic_f64(n, weight, u, k, x, p)
    }

    static func weigh(
        _ n: Int, _ g: UnsafePointer<Double>, _ k: UnsafePointer<Double>, _ p: UnsafeMutablePointer<Double>
    ) {
        pibd_weigh_f64(n, g, k, p)
    }

    static func laplacian(_ n: Int, _ p: UnsafeMutablePointer<Double>, _ sums: UnsafeMutablePointer<Double>) {
        pibd_laplacian_f64(n, p, sums)
    }

    static func gramBlock(
        _ n: Int, _ k: UnsafePointer<Double>, _ x: UnsafePointer<Double>?, _ first: Int, _ m: Int, _ scale: Double,
        _ diagonal: Double, _ block: UnsafeMutablePointer<Double>
    ) {
        pibd_gram_block_f64(n, k, x, first, m, scale, diagonal, block)
    }

    static func addBlock(
        _ n: Int, _ h: UnsafePointer<Double>, _ x: UnsafePointer<Double>?, _ first: Int, _ m: Int, _ scale: Double,
        _ g: UnsafeMutablePointer<Double>
    ) {
        pibd_add_block_f64(n, h, x, first, m, scale, g)
    }

    static func dot(_ count: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> Double {
        pibd_dot_f64(count, a, b)
    }

    static func outputsGradient(
        _ n: Int, _ d: Int, _ order: UnsafePointer<Int>, _ pull: Double, _ forces: UnsafePointer<Double>,
        _ spread: Double, _ centred: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>
    ) {
        pibd_outputs_gradient_f64(n, d, order, pull, forces, spread, centred, out)
    }
}
