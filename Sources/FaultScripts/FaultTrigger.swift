/// When a fault happens. Operations are the requests that a device carries out, counted from 1.
public enum FaultTrigger: Sendable, Equatable, CustomStringConvertible {
    /// Once so many operations have been carried out: in the one after them.
    case afterOperations(Int)
    /// Once so many seconds have passed since the device was made or the emulator started.
    case atSeconds(Double)
    /// At every so manieth operation, with a probability of 0...1 that follows from the seed.
    case everyOperations(Int, probability: Double, seed: UInt64)

    /// At the next opportunity.
    public static let now = FaultTrigger.afterOperations(0)

    /// How often the fault happens where nothing else is said: a trigger that recurs has no limit.
    public var defaultCount: Int? {
        if case .everyOperations = self { nil } else { 1 }
    }

    /// Throws `FaultScriptError` unless the trigger makes sense.
    public func validate() throws(FaultScriptError) {
        switch self {
        case .afterOperations(let count):
            guard count >= 0 else {
                throw FaultScriptError(
                    "after-operations", "\(count) is no number of operations", remedy: "give 0 or more")
            }
        case .atSeconds(let seconds):
            guard seconds >= 0, seconds <= Fault.longestDuration else {
                throw FaultScriptError("at", "\(seconds) s is no time", remedy: "give a time from 0 s to 1e8 s")
            }
        case .everyOperations(let count, let probability, _):
            guard count > 0 else {
                throw FaultScriptError("every-operations", "\(count) is no interval", remedy: "give 1 or more")
            }
            guard probability > 0, probability <= 1 else {
                throw FaultScriptError(
                    "probability", "\(probability) is no probability", remedy: "give a number above 0 and up to 1")
            }
        }
    }

    public var description: String {
        switch self {
        case .afterOperations(0): "now"
        case .afterOperations(let count): "after \(count) operations"
        case .atSeconds(let seconds): "at \(seconds) s"
        case .everyOperations(let count, let probability, let seed):
            "every \(count) operations, probability \(probability), seed \(seed)"
        }
    }
}
