import CBuildInformation
import Matrices

/// What this program is and was built from.
public enum SoftwareProvenance {
    /// The commit it was built from, with `+` when the tree had other changes; `unknown` outside a checkout.
    public static var commit: String { String(cString: pibd_build_commit()) }

    /// Everything that is noted with each run.
    static var current: [String: String] {
        ["commit": commit, "linear-algebra": LinearAlgebraLibrary.description]
    }
}
