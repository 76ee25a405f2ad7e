/// Bounds on recordings, so that neither a hostile file nor a stuck reader costs more than they say.
public enum RecordingLimits {
    /// [byte] The longest line of a file, without its end.
    public static let lineBytes = 16 << 20
    /// [byte] The longest file that is read.
    public static let fileBytes = 1 << 30
    /// Most records of a file.
    public static let records = 10_000_000
    /// [byte] What may wait for a slow reader before a recording ends as lost.
    public static let queueBytes = 64 << 20
    /// [byte] About how much is handed on at a time.
    public static let batchBytes = 1 << 20
}
