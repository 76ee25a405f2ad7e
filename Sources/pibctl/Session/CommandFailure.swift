import ControlInterface
import Foundation

/// Why a command did not do what it was asked to, with its exit code.
struct CommandFailure: Error, Equatable {
    var status: ExitStatus
    /// What is wrong, and where.
    var message: String
    /// What to do about it; empty where the message says it all.
    var remedy: String

    init(_ status: ExitStatus, _ message: String, remedy: String = "") {
        self.status = status
        self.message = message
        self.remedy = remedy
    }

    /// What a person reads on standard error.
    var text: String {
        let text = "pibctl: \(message)\n" + (remedy.isEmpty ? "" : "  remedy: \(remedy)\n")
        // A message may have several lines; it may not steer the terminal.
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).onOneLine }.joined(separator: "\n")
    }
}

extension CommandFailure {
    /// Any error a command may end with.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as LabError: self.init(Self.status(of: error.kind), error.message, remedy: error.remedy)
        case let error as VarlinkConnectionError: self.init(connection: error)
        case let error as VarlinkError:
            self.init(
                .usage, "the daemon does not know this call: \(error)",
                remedy: "compare the versions of both with pibctl version")
        case let error as TensorError:
            self.init(.usage, "\(error)")
        default: self.init(.usage, "\(error)")
        }
    }

    private static func status(of kind: LabError.Kind) -> ExitStatus {
        switch kind {
        case .invalidExperiment, .invalidData, .invalidParameter, .deviceNotFound, .runNotFound: .usage
        case .wrongState, .refusedByEnvelope: .refused
        case .deviceFailed, .deviceLost: .deviceLost
        case .timedOut: .timedOut
        case .notPermitted: .notPermitted
        case .storeFailed, .internalError: .runFailed
        }
    }

    private init(connection error: VarlinkConnectionError) {
        switch error {
        case .notFound, .refused:
            self.init(
                .daemonUnreachable, error.message,
                remedy: "start the daemon: systemctl start pibd, or without root: "
                    + "PIBD_SOCKET=\(error.path) pibd --simulate --state-directory DIR")
        case .denied: self.init(.notPermitted, error.message, remedy: error.remedy)
        case .timedOut: self.init(.timedOut, error.message, remedy: error.remedy)
        case .closed, .unusable, .protocolViolation: self.init(.daemonUnreachable, error.message, remedy: error.remedy)
        }
    }
}
