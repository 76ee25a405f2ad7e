/// An error of the interface `io.pibd.Lab`: what is wrong, and what to do about it.
public struct LabError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The interface's errors with what they tell beside message and remedy.
    public enum Kind: Sendable, Equatable {
        /// The experiment, or a parameter of a call, is wrong. `key` is the dotted path, `line` counts from 1.
        case invalidExperiment(file: String?, key: String?, line: Int?)
        /// A data set cannot be used.
        case invalidData(file: String?)
        /// A call's parameter is out of range.
        case invalidParameter(parameter: String)
        /// There is no such device.
        case deviceNotFound(device: String)
        /// There is no such run.
        case runNotFound(run: Int)
        /// The run or device is not in a state in which this can be done.
        case wrongState(state: String)
        /// The safety envelope refused; nothing was driven.
        case refusedByEnvelope(device: String, hardwareState: String)
        /// The device did not do what it was asked to.
        case deviceFailed(device: String, operation: String, hardwareState: String)
        /// The device is no longer there.
        case deviceLost(device: String, hardwareState: String)
        /// The device did not answer in time.
        case timedOut(device: String, hardwareState: String)
        /// The caller may not do this.
        case notPermitted
        /// The run store could not keep or find something.
        case storeFailed
        /// Something that should not happen; the daemon's log says more.
        case internalError
    }

    /// Which of the interface's errors it is.
    public var kind: Kind
    /// What is wrong, and where.
    public var message: String
    /// What to do about it.
    public var remedy: String

    /// An error of this kind, with words for people.
    public init(_ kind: Kind, message: String, remedy: String) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }

    /// The message and the remedy.
    public var description: String { remedy.isEmpty ? message : "\(message); \(remedy)" }
}
