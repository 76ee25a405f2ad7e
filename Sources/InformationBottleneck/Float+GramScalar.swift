import CElementwise

extension Float: GramScalar {
    static func centre(
        _ rows: UnsafePointer<Float>, _ order: UnsafePointer<Int>, _ n: Int, _ d: Int,
        _ centred: UnsafeMutablePointer<Float>
    ) -> Double {
        pibd_centre_f32(rows, order, n, d, centred)
    }

    static func gaussian(
        _ n: Int, _ rate: Double, _ k: UnsafeMutablePointer<Float>, _ squares: UnsafeMutablePointer<Float>
    ) {
        pibd_gaussian_f32(n, rate, k, squares)
    }

    static func sameClass(_ n: Int, _ ends: UnsafePointer<Int>, _ x: UnsafeMutablePointer<Float>) {
        pibd_same_class_f32(n, ends, x)
    }

    static func gramMoments(
        _ n: Int, _ k: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ kRows: UnsafeMutablePointer<Double>,
        _ xRows: UnsafeMutablePointer<Double>
    ) -> pibd_gram_sums {
        pibd_gram_moments_f32(n, k, x, kRows, xRows)
    }

    static func weighQuadratic(
        _ n: Int, _ weight: pibd_gram_weight, _ u: UnsafePointer<Float>, _ k: UnsafePointer<Float>,
        _ x: UnsafePointer<Float>, _ p: UnsafeMutablePointer<Float>
    ) {
        pibd_weigh_quadratic_f32(n, weight, u, k, x, p)
    }

    static func weigh(
        _ n: Int, _ g: UnsafePointer<Double>, _ k: UnsafePointer<Float>, _ p: UnsafeMutablePointer<Float>
    ) {
        pibd_weigh_f32(n, g, k, p)
    }

    static func laplacian(_ n: Int, _ p: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Double>) {
        pibd_laplacian_f32(n, p, sums)
    }

    static func gramBlock(
        _ n: Int, _ k: UnsafePointer<Float>, _ x: UnsafePointer<Float>?, _ first: Int, _ m: Int, _ scale: Double,
        _ diagonal: Double, _ block: UnsafeMutablePointer<Double>
    ) {
        pibd_gram_block_f32(n, k, x, first, m, scale, diagonal, block)
    }

    static func addBlock(
        _ n: Int, _ h: UnsafePointer<Double>, _ x: UnsafePointer<Float>?, _ first: Int, _ m: Int, _ scale: Double,
        _ g: UnsafeMutablePointer<Double>
    ) {
        pibd_add_block_f32(n, h, x, first, m, scale, g)
    }

    static func dot(_ count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Double {
        pibd_dot_f32(count, a, b)
    }

    static func outputsGradient(
        _ n: Int, _ d: Int, _ order: UnsafePointer<Int>, _ pull: Double, _ forces: UnsafePointer<Float>,
        _ spread: Double, _ centred: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>
    ) {
        pibd_outputs_gradient_f32(n, d, order, pull, forces, spread, centred, out)
    }
}
