import DeviceEmulation
import FaultScripts
import Simulated

/// The emulated ArC ONE board, to be served on a port.
public actor EmulatedArcOne: EmulatedBoard {
    private var machine: ArcOneMachine

    /// A board with a chip made from `seed`.
    public init(
        parameters: CrossbarParameters = ArcOneMachine.parameters, seed: UInt64,
        settings: ArcOneMachine.Settings = ArcOneMachine.Settings()
    ) {
        machine = ArcOneMachine(parameters: parameters, seed: seed, settings: settings)
    }

    /// Pulses that reached cells since the board was made.
    public var pulses: Int { machine.pulses }

    /// Conductances of a block without noise [S], row by row.
    public func conductances(rows: Range<Int>, columns: Range<Int>) -> [Float] {
        machine.conductances(rows: rows, columns: columns)
    }

    public func connected(at seconds: Double) {}
    public func disconnected(at seconds: Double) {}

    public func receive(_ bytes: [UInt8], at seconds: Double) -> [EmulatedReply] {
        machine.receive(bytes, at: seconds).map { EmulatedReply(bytes: $0.bytes, delay: $0.delay) }
    }

    public func tick(at seconds: Double) -> [EmulatedReply] {
        machine.tick(at: seconds).map { EmulatedReply(bytes: $0.bytes, delay: $0.delay) }
    }

    /// The board has no way to say that something is wrong: a trip of a limit restarts it, like a failing supply.
    public func show(_ fault: Fault, at seconds: Double) -> [EmulatedReply] {
        machine.show(fault, at: seconds)
        return []
    }
}

extension ArcOneMachine {
    /// Shows a fault of the device or its cells.
    mutating func show(_ fault: Fault, at seconds: Double) {
        switch fault.kind {
        case .brownOut, .overCurrent, .overTemperature: restart(at: seconds)
        // Nothing but the firmware's version tells one board from another.
        case .wrongSerial: firmware = (firmware?.major ?? 0, (firmware?.minor ?? 0) &+ 1)
        default: chip.change { $0.suffer(fault) }
        }
    }
}
