import CElementwise
import Matrices

/// What the host makes of a unit's measured outputs z before they drive the next unit.
public enum Activation: String, Sendable, CaseIterable {
    /// t = clip(z, 0, 1); its slope counts as 1 for 0 < t < 0.999.
    case clip
    /// t = tanh z.
    case tanh
    /// t = z.
    case linear

    private var code: Int32 {
        switch self {
        case .clip: Int32(PIBD_CLIP)
        case .tanh: Int32(PIBD_TANH)
        case .linear: Int32(PIBD_LINEAR)
        }
    }

    /// The activated outputs (n x d).
    public func callAsFunction(_ z: Matrix<Float>) -> Matrix<Float> {
        var t = z
        t.withUnsafeMutableElements { if let base = $0.baseAddress { pibd_activate(base, $0.count, code) } }
        return t
    }

    /// The gradient at z from the gradient at the activated outputs (both n x d).
    public func backward(_ gradient: Matrix<Float>, at outputs: Matrix<Float>) -> Matrix<Float> {
        var result = gradient
        result.withUnsafeMutableElements { target in
            outputs.withUnsafeElements {
                if let base = target.baseAddress { pibd_activation_slope(base, $0.baseAddress!, $0.count, code) }
            }
        }
        return result
    }
}
