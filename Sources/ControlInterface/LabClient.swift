/// The laboratory as its daemon offers it: one function for each method of `io.pibd.Lab`.
///
/// Every function throws ``LabError`` for the interface's own errors, ``VarlinkError`` for any other the service
/// replies with, and ``VarlinkConnectionError`` where no valid answer comes. A stream occupies the connection until it
/// ends.
public struct LabClient: Sendable {
    let transport: any LabTransport

    /// A client over a connection already open.
    public init(_ transport: any LabTransport) { self.transport = transport }

    /// A client of the daemon that listens on the Unix socket at `path`.
    public static func connect(unixSocket path: String) async throws -> LabClient {
        LabClient(try await VarlinkClient.connect(unixSocket: path))
    }

    func call<Method: LabMethod>(_ method: Method, timeoutSeconds: Double = 30) async throws -> Method.Reply {
        do {
            return try await transport.call(
                Method.qualifiedName, method, returning: Method.Reply.self, timeoutSeconds: timeoutSeconds)
        } catch let error as VarlinkError {
            throw LabError(error) ?? error as any Error
        }
    }

    func stream<Method: LabMethod>(_ method: Method) -> LabReplies<Method.Reply> {
        LabReplies(stream: transport.stream(Method.qualifiedName, method, returning: Method.Reply.self))
    }
}

extension LabClient {
    /// Who the daemon is and what it is doing.
    public func status() async throws -> GetStatus.Reply { try await call(GetStatus()) }

    /// The devices that match `filter` (id, driver, state, vendor, model, serial); all of them without one.
    public func devices(filter: [String: String]? = nil) async throws -> [DeviceStatus] {
        try await call(ListDevices(filter: filter)).devices
    }

    /// A device's state, properties and safety envelope.
    public func describe(device: String) async throws -> DescribeDevice.Reply {
        try await call(DescribeDevice(device: device))
    }

    /// Waits until a device is in one of `states`; the error is `timedOut` after `seconds`.
    public func wait(device: String, states: [String], seconds: Double) async throws -> DeviceStatus {
        try await call(
            WaitDevice(device: device, states: states, seconds: seconds), timeoutSeconds: seconds + 30
        ).device
    }

    /// Takes a device for the caller for `seconds`.
    public func acquire(device: String, seconds: Double?, note: String?) async throws -> DeviceStatus {
        try await call(AcquireDevice(device: device, seconds: seconds, note: note)).device
    }

    /// Gives a device back; `kick` takes it away from somebody else.
    public func release(device: String, kick: Bool) async throws -> DeviceStatus {
        try await call(ReleaseDevice(device: device, kick: kick)).device
    }

    /// Drives a slice of a device and returns what it measured.
    public func process(_ vectors: ProcessVectors) async throws -> ProcessVectors.Reply { try await call(vectors) }

    /// The conductances of a block of cells.
    public func conductances(_ block: ReadConductances) async throws -> ReadConductances.Reply {
        try await call(block)
    }

    /// Puts `device`, or every device, into the safe state and returns them as they are afterwards.
    public func enterSafeState(device: String? = nil, reason: String? = nil) async throws -> [DeviceStatus] {
        try await call(SafeState(device: device, reason: reason), timeoutSeconds: 10).devices
    }
}

extension LabClient {
    /// Submits an experiment, or only checks it. The daemon reads and hashes the whole data set before it answers.
    public func submit(_ experiment: SubmitRun) async throws -> SubmitRun.Reply {
        try await call(experiment, timeoutSeconds: 120)
    }

    /// The latest runs, at most `limit` of them, in `state` where one is given.
    public func runs(limit: Int? = nil, state: String? = nil) async throws -> [RunSummary] {
        try await call(ListRuns(limit: limit, state: state)).runs
    }

    /// The training methods an experiment can name.
    public func methods() async throws -> [TrainingMethod] { try await call(ListMethods()).methods }

    /// A run with its configuration, provenance, result and history.
    public func run(_ run: Int) async throws -> GetRun.Reply { try await call(GetRun(run: run)) }

    /// A run's stored metrics from `firstBatch` on, in parts.
    public func metrics(of run: Int, firstBatch: Int? = nil) -> LabReplies<GetMetrics.Reply> {
        stream(GetMetrics(run: run, firstBatch: firstBatch))
    }

    /// The trained conductances of one unit, as read back at the end of the run.
    public func conductances(of run: Int, unit: String) async throws -> GetConductances.Reply {
        try await call(GetConductances(run: run, unit: unit))
    }

    /// Follows a run until it ends, from `fromBatch` on.
    public func follow(_ run: Int, fromBatch: Int? = nil) -> LabReplies<FollowRun.Reply> {
        stream(FollowRun(run: run, fromBatch: fromBatch))
    }

    /// Stops a run before its next batch and keeps it to be resumed.
    public func pause(_ run: Int) async throws -> RunSummary { try await call(PauseRun(run: run)).summary }

    /// Continues a paused run, or one that ended before its time; see `ResumeRun`.
    public func resume(_ run: Int, reprogram: Bool? = nil, tolerance: Double? = nil) async throws -> RunSummary {
        try await call(ResumeRun(run: run, reprogram: reprogram, tolerance: tolerance)).summary
    }

    /// Ends a run after the batch in hand.
    public func stop(_ run: Int) async throws -> RunSummary { try await call(StopRun(run: run)).summary }

    /// Ends a run now; devices go to their safe state within two seconds.
    public func abort(_ run: Int) async throws -> RunSummary { try await call(AbortRun(run: run)).summary }
}
