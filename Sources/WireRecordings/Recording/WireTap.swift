import PhysicalDevices
import Synchronization
import Transports

/// Opens a stream to a device before a deadline.
public typealias StreamOpener = @Sendable (ContinuousClock.Instant) async throws -> any ByteStream

/// Listens to one device: to its streams and to what the laboratory asks of its driver.
///
/// It is there from the start and switched on and off at run time; the driver knows nothing of it. Nothing here waits:
/// records go into a bounded queue, and a queue that is full ends the recording, with a record that says so.
public final class WireTap: Sendable {
    struct State {
        var queue: RecordingQueue?
        /// Counts recordings, so that a stream knows whether it was opened during the present one.
        var recording = 0
        var streams = 0
        var openStreams = 0
        var operations = 0
        var running = Set<Int>()
    }

    private let capacity: Int
    let state = Mutex(State())

    /// A tap that is switched off.
    ///
    /// - Parameter capacity: [byte] What may wait for a slow reader.
    public init(capacity: Int = RecordingLimits.queueBytes) {
        self.capacity = capacity
    }

    /// Whether a recording is under way.
    public var isRecording: Bool { state.withLock { $0.queue?.isOpen ?? false } }

    /// Begins a recording; its records come out of the feed, whose end or release ends it.
    ///
    /// Throws ``RecordingError`` `alreadyRecording`.
    public func start(_ header: RecordingHeader) throws -> RecordingFeed {
        try state.withLock { state in
            guard state.queue?.isOpen != true else {
                throw RecordingError(
                    .alreadyRecording, "the device \(header.device) is being recorded already",
                    remedy: "End that recording first, or wait for it.")
            }
            var header = header
            header.inSession = state.openStreams > 0
            let queue = RecordingQueue(capacity: capacity)
            state.queue = queue
            state.recording += 1
            state.streams = 0
            state.operations = 0
            state.running = []
            return RecordingFeed(header: header, queue: queue)
        }
    }

    /// Ends the recording under way with a last record that says why; false when there is none.
    @discardableResult
    public func stop(_ reason: String) -> Bool {
        state.withLock { state in
            guard let queue = state.queue, queue.isOpen else { return false }
            queue.append(.finished(reason))
            state.queue = nil
            return true
        }
    }

    /// An opener whose streams this tap hears; `base` does the work.
    public func tapping(_ base: @escaping StreamOpener) -> StreamOpener {
        { deadline in
            do {
                let stream = try await base(deadline)
                return RecordedStream(stream, tap: self)
            } catch let error as ByteStreamError {
                self.note { _ in .openFailed(error) }
                throw error
            }
        }
    }

    /// Enters an event, if a recording is under way.
    func note(_ event: (inout State) -> WireEvent?) {
        state.withLock { state in
            // Under the lock, so that records stand in the order of their times.
            guard let queue = state.queue, queue.isOpen, let event = event(&state) else { return }
            queue.append(event)
            if !queue.isOpen { state.queue = nil }
        }
    }
}

extension WireTap: GateObserver {
    public func began(_ operation: String, _ request: (any Sendable)?) -> Int {
        var number = 0
        note { state in
            state.operations += 1
            number = state.operations
            state.running.insert(number)
            return .began(operation: number, DeviceOperation(operation, request))
        }
        return number == 0 ? 0 : number | state.withLock { $0.recording } << 32
    }

    public func ended(_ number: Int, _ outcome: Result<any Sendable, any Error>) {
        note { state in
            // What began before this recording did not begin for its reader.
            guard number >> 32 == state.recording, state.running.remove(number & 0xFFFF_FFFF) != nil else { return nil }
            return .ended(operation: number & 0xFFFF_FFFF, RecordedOutcome(outcome.map(DeviceOutcome.init)))
        }
    }
}
