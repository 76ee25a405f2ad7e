/// The release this code belongs to, daemon and command line alike.
public enum Release {
    /// Semantic version.
    public static let version = "0.1.0"
}
