import DeviceEmulation
import FaultScripts

/// An emulated crossbar board behind a byte stream.
public actor CrossbarEmulator: EmulatedBoard {
    public nonisolated let messageEnd: UInt8? = 0
    /// The board.
    public private(set) var board: EmulatedCrossbar

    /// A board that was switched on at 0 s.
    public init(settings: EmulatedCrossbarSettings) {
        board = EmulatedCrossbar(settings: settings)
    }

    public func connected(at seconds: Double) {}

    public func disconnected(at seconds: Double) { board.linkLost(at: seconds) }

    public func receive(_ bytes: [UInt8], at seconds: Double) -> [EmulatedReply] { board.receive(bytes, at: seconds) }

    public func tick(at seconds: Double) -> [EmulatedReply] { board.tick(at: seconds) }

    public func show(_ fault: Fault, at seconds: Double) -> [EmulatedReply] { board.show(fault, at: seconds) }

    public func forgetFaults() { board.forgetFaults() }
}
