/// How patient a link is.
struct CWPLinkSettings: Sendable {
    /// [bit/s] of the wire, for the time that frames take; nil where bytes take none (TCP, pseudo-terminals, USB).
    var baud: Int?
    /// How often a request is sent again before the link is given up.
    var retries = 3
    /// What a time-out adds to twice the computed time. It doubles with each retry.
    var margin = Duration.milliseconds(200)
    /// How often a request that the board was too busy for is asked again, under a new number.
    var busyRetries = 5
    /// Numbers on which the far end may still owe a reply from earlier sessions; they are not used again.
    var avoided: Set<UInt16> = []

    /// The time that `bytes` take on the wire: start bit, eight data bits, stop bit.
    func wireTime(bytes: Int) -> Duration {
        guard let baud, baud > 0 else { return .zero }
        return .nanoseconds(Int64(Double(bytes) * 10e9 / Double(baud)))
    }
}
