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

/// Continues a paused or interrupted run.
public struct ResumeRun: LabMethod {
    public static let methodName = "ResumeRun"
    public typealias Reply = RunControlReply

    /// The run's number.
    public var run: Int

    /// A call with these parameters.
    public init(run: Int) { self.run = run }
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
