import PhysicalDevices
import Synchronization

/// Counts and times everything that reaches a device's driver, and passes it on to the device's recording.
///
/// The device waits for it, so it takes a microsecond and no more. Nothing else may write into it: it belongs to one
/// gate.
public final class OperationMeter: GateObserver {
    /// Everything counted since the daemon started.
    public struct Reading: Sendable, Equatable {
        /// [s] From the meter's making to the reading.
        public var seconds = 0.0
        /// [s] During which at least one operation was under way.
        public var busySeconds = 0.0
        /// Vectors driven and measured.
        public var vectors = 0
        /// Pulses that the device said it applied.
        public var pulses = 0
        /// By the operation's name: process, program, ...
        public var operations: [String: OperationCounts] = [:]
    }

    private struct Running {
        let operation: String
        let start: Double
        let vectors: Int
        let passedOn: Int?
    }

    private struct State {
        var reading = Reading()
        var running: [Int: Running] = [:]
        var next = 0
        var busySince = 0.0
    }

    private let next: (any GateObserver)?
    private let time: @Sendable () -> Double
    private let state = Mutex(State())

    /// A meter that has seen nothing; `next` hears everything too. `time` gives the seconds since some moment.
    public init(passingTo next: (any GateObserver)? = nil, time: (@Sendable () -> Double)? = nil) {
        self.next = next
        let start = ContinuousClock.now
        self.time = time ?? { start.duration(to: .now) / .seconds(1) }
    }

    public func began(_ operation: String, _ request: (any Sendable)?) -> Int {
        let passedOn = next?.began(operation, request)
        let vectors = (request as? DriveRequest)?.drive.rows ?? 0
        return state.withLock { state in
            let now = time()
            if state.running.isEmpty { state.busySince = now }
            state.next += 1
            state.running[state.next] = Running(
                operation: operation, start: now, vectors: vectors, passedOn: passedOn)
            return state.next
        }
    }

    public func ended(_ number: Int, _ outcome: Result<any Sendable, any Error>) {
        let ended = state.withLock { state -> Running? in
            guard let ended = state.running.removeValue(forKey: number) else { return nil }
            let now = time()
            if state.running.isEmpty { state.reading.busySeconds += now - state.busySince }
            var hasFailed = true
            if case .success(let value) = outcome {
                hasFailed = false
                state.reading.vectors += ended.vectors
                state.reading.pulses += (value as? ProgramReport)?.applied ?? 0
            }
            state.reading.operations[ended.operation, default: OperationCounts()]
                .add(now - ended.start, failed: hasFailed, at: now)
            return ended
        }
        if let passedOn = ended?.passedOn { next?.ended(passedOn, outcome) }
    }

    /// What was counted until now.
    public var reading: Reading {
        state.withLock { state in
            let now = time()
            for name in state.reading.operations.keys { state.reading.operations[name]?.forget(until: now) }
            var reading = state.reading
            reading.seconds = now
            if !state.running.isEmpty { reading.busySeconds += now - state.busySince }
            return reading
        }
    }
}
