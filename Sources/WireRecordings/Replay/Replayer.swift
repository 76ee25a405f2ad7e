import PhysicalDevices

/// Makes a recorded device's driver again, asks it for the same as was recorded, and finds the first difference in
/// what it sends and returns. No hardware is touched: the driver's streams lead to the recording.
public struct Replayer: Sendable {
    /// Makes the driver that a header describes, closed, with heartbeats off, on streams from the opener.
    public typealias Factory = @Sendable (RecordingHeader, @escaping StreamOpener) throws -> any PhysicalDevice

    private let dialect: any WireDialect
    private let patience: Duration
    private let make: Factory

    /// A replayer for one driver.
    ///
    /// - Parameter patience: How much longer than recorded an operation may take before it counts as stuck.
    public init(dialect: any WireDialect, patience: Duration = .seconds(20), make: @escaping Factory) {
        self.dialect = dialect
        self.patience = patience
        self.make = make
    }

    /// Replays `recording`.
    ///
    /// Throws ``RecordingError`` where nothing in it can be replayed, whatever the factory throws, and
    /// `CancellationError`.
    public func replay(_ recording: Recording) async throws -> ReplayReport {
        let script = try ReplayScript(recording, dialect: dialect)
        let board = ReplayBoard(script, dialect: dialect)
        let device = try make(recording.header) { _ in try board.open() }
        let run = ReplayRun(device: device, board: board, patience: patience)
        await run.perform(script)
        board.conclude()
        // The driver's own farewell is no part of the recording, and its streams are unplugged by now.
        Task { await device.close() }
        try Task.checkCancellation()
        return await run.report(script)
    }
}

/// What came of a replay.
public struct ReplayReport: Sendable, Equatable {
    /// Operations that were asked for again.
    public var operations: Int
    /// Messages of the driver that agreed.
    public var messages: Int
    /// The first difference; nil when everything agreed.
    public var difference: ReplayDifference?
    /// What the reader should know, for instance that the file is cut off.
    public var remarks: [String]
}
