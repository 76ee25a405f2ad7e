import COpenBLAS
import Foundation

/// The BLAS library behind `Matrix`: what it is and how many threads it takes.
public enum LinearAlgebraLibrary {
    /// Sets the number of threads of every later BLAS call in this process. One is the default of pibd: the units
    /// learn in parallel with each other, and one thread keeps results the same bit for bit.
    public static func setThreads(_ count: Int) { openblas_set_num_threads(Int32(max(1, count))) }

    /// Version, build and the kernel chosen for this processor; `OPENBLAS_CORETYPE` in the environment can pin an
    /// old one at half the speed, so the daemon logs this at start.
    public static var description: String {
        let configuration = openblas_get_config().map { String(cString: $0) } ?? "OpenBLAS"
        let core = openblas_get_corename().map { String(cString: $0) } ?? "unknown kernel"
        return "\(configuration) on \(core)"
    }
}

extension Double {
    /// ln(x).
    var naturalLogarithm: Double { Foundation.log(self) }
}
