/// The exit codes of pibctl.
enum ExitStatus: Int32 {
    case ok = 0
    /// A check found something wrong.
    case somethingWrong = 1
    /// Wrong arguments, a bad experiment, bad data, or a device or run which does not exist.
    case usage = 2
    case daemonUnreachable = 3
    /// A limit, an interlock, or a state in which the thing asked for is not allowed.
    case refused = 4
    case deviceLost = 5
    case timedOut = 6
    case notPermitted = 7
    case runFailed = 8
}
