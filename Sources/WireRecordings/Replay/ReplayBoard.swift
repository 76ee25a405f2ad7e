import PhysicalDevices
import Synchronization
import Transports

/// Plays the device: hands the driver what was recorded, as soon as it has sent what was recorded before that.
final class ReplayBoard: Sendable {
    struct Progress {
        var splitter: any WireSplitter
        var sent = 0
        var served = 0
        /// Bytes of the piece being served that were read.
        var offset = 0
        var discards = 0
        var failures = 0
        var isClosed = false
    }

    struct State {
        var openings = 0
        var streams: [Int: Progress] = [:]
        /// Messages over all streams.
        var messages = 0
        var ends = 0
        var operation: (number: Int, words: String)?
        var outcomes: [Int: RecordedOutcome] = [:]
        var difference: ReplayDifference?
        /// Nothing is compared any more; streams behave as unplugged.
        var isOver = false
    }

    let signal = ReplaySignal()
    let script: ReplayScript
    let dialect: any WireDialect
    let state = Mutex(State())

    init(_ script: ReplayScript, dialect: any WireDialect) {
        self.script = script
        self.dialect = dialect
    }

    var difference: ReplayDifference? { state.withLock { $0.difference } }
    var messages: Int { state.withLock { $0.messages } }

    /// The recorded message that the driver has to send next, over all streams, in words.
    func nextExpected() -> String? {
        state.withLock { state in
            for (place, opening) in script.openings.enumerated() {
                guard case .success(let stream) = opening else { continue }
                let sent = state.streams[place]?.sent ?? 0
                if sent < stream.expected.count { return dialect.summary(of: stream.expected[sent], .outbound) }
            }
            return nil
        }
    }

    /// Ends the comparison.
    func conclude() {
        state.withLock { $0.isOver = true }
        signal.raise()
    }

    func began(_ number: Int, _ operation: DeviceOperation) {
        state.withLock { $0.operation = (number, operation.words) }
    }

    func returned(_ number: Int, _ outcome: RecordedOutcome) {
        state.withLock { $0.outcomes[number] = outcome }
        signal.raise()
    }

    func outcome(of number: Int) -> RecordedOutcome? { state.withLock { $0.outcomes[number] } }

    func ended() {
        state.withLock { $0.ends += 1 }
        signal.raise()
    }

    /// Keeps the first difference; the streams then behave as unplugged, so that the driver soon ends.
    func differ(_ kind: ReplayDifference.Kind, message: Int?, expected: String, got: String, _ explanation: [String]) {
        state.withLock { state in
            state.differ(kind, message: message, expected: expected, got: got, explanation)
        }
        signal.raise()
    }
}

extension ReplayBoard {
    /// Returns once the driver has sent `messages` messages or the comparison is over; false at the deadline.
    func reaches(messages: Int, before deadline: ContinuousClock.Instant) async -> Bool {
        await waits(until: deadline) { $0.messages >= messages }
    }

    /// Returns once an operation has returned or the comparison is over; false at the deadline.
    func finishes(_ number: Int, before deadline: ContinuousClock.Instant) async -> Bool {
        await waits(until: deadline) { $0.outcomes[number] != nil }
    }

    private func waits(until deadline: ContinuousClock.Instant, for condition: (State) -> Bool) async -> Bool {
        while true {
            let version = signal.version
            if state.withLock({ condition($0) || $0.isOver }) { return true }
            if deadline <= .now || Task.isCancelled { return false }
            await signal.wait(beyond: version, until: deadline)
        }
    }
}

extension ReplayBoard.State {
    func hasReached(_ point: ReplayScript.Point) -> Bool { messages >= point.messages && ends >= point.ends }

    mutating func differ(
        _ kind: ReplayDifference.Kind, message: Int?, expected: String, got: String, _ explanation: [String]
    ) {
        guard !isOver else { return }
        difference = ReplayDifference(
            kind: kind, operation: operation?.number, operationWords: operation?.words ?? "", message: message,
            expected: expected, got: got, explanation: explanation)
        isOver = true
    }
}
