/// What the daemon answers to a command about a run: the run as it is afterwards.
public struct RunControlReply: Codable, Sendable, Equatable {
    /// The run as it is now.
    public var summary: RunSummary

    /// A reply with these contents.
    public init(summary: RunSummary) { self.summary = summary }
}

/// Stops a run before its next batch and keeps it to be resumed.
public struct PauseRun: LabMethod {
    public static let methodName = "PauseRun"
    public typealias Reply = RunControlReply

    /// The run's number.
    public var run: Int

    /// A call with these parameters.
    public init(run: Int) { self.run = run }
}

/// Continues a paused run, or one that ended before its time, from its last checkpoint.
public struct ResumeRun: LabMethod {
    public static let methodName = "ResumeRun"
    public typealias Reply = RunControlReply

    /// The run's number.
    public var run: Int
    /// Whether cells that are too far from the checkpoint are written back; nil means no.
    public var reprogram: Bool?
    /// How far they may be from it, root mean square in parts of the window; nil for what the experiment says.
    public var tolerance: Double?

    /// A call with these parameters.
    public init(run: Int, reprogram: Bool? = nil, tolerance: Double? = nil) {
        self.run = run
        self.reprogram = reprogram
        self.tolerance = tolerance
    }
}

/// Ends a run after the batch in hand; it is evaluated on validation data and its conductances are kept.
public struct StopRun: LabMethod {
    public static let methodName = "StopRun"
    public typealias Reply = RunControlReply

    /// The run's number.
    public var run: Int

    /// A call with these parameters.
    public init(run: Int) { self.run = run }
}

/// Ends a run now; devices go to their safe state within two seconds.
public struct AbortRun: LabMethod {
    public static let methodName = "AbortRun"
    public typealias Reply = RunControlReply

    /// The run's number.
    public var run: Int

    /// A call with these parameters.
    public init(run: Int) { self.run = run }
}
