import Synchronization

/// What a call turns out to be about while it is carried out, for the audit trail: the run that a submission became.
final class AuditNote: Sendable {
    /// The note of the call that is being carried out.
    @TaskLocal static var current: AuditNote?

    private let about = Mutex<(device: String?, run: Int?)>((nil, nil))

    /// Says what the call is about.
    func mark(device: String? = nil, run: Int? = nil) {
        about.withLock { about in
            if let device { about.device = device }
            if let run { about.run = run }
        }
    }

    var device: String? { about.withLock { $0.device } }
    var run: Int? { about.withLock { $0.run } }
}
