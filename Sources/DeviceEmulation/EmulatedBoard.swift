import FaultScripts

/// A board that exists only as a state machine behind a byte stream: bytes in, bytes out, time from outside.
///
/// It knows nothing of ports, sockets, baud rates or fault scripts: those are the host's.
public protocol EmulatedBoard: Actor {
    /// The byte with which a message ends in both directions, for the wire log; nil where there is none.
    nonisolated var messageEnd: UInt8? { get }
    /// A client has opened the line. `seconds` here and below run from the start of the emulator.
    func connected(at seconds: Double)
    /// The client, or the link, is gone.
    func disconnected(at seconds: Double)
    /// Takes in what came from the host; returns the replies in the order in which they are to leave.
    func receive(_ bytes: [UInt8], at seconds: Double) -> [EmulatedReply]
    /// Lets time pass (watchdogs, work under way); called at least every 10 ms. Returns what the board says unasked.
    func tick(at seconds: Double) -> [EmulatedReply]
    /// Shows a fault of the device or its cells (brown-out, over-current, over-temperature, wrong serial number, stuck
    /// cells, dead outputs, drift), or misses a frame of the next measurement (dropped frame); returns what the board
    /// says on it. The link's and the other replies' faults are the host's.
    func show(_ fault: Fault, at seconds: Double) -> [EmulatedReply]
    /// The faults are cleared: takes back what they changed for good, the cells apart.
    func forgetFaults()
}

extension EmulatedBoard {
    public nonisolated var messageEnd: UInt8? { nil }

    public func forgetFaults() {}
}
