import Matrices
import PhysicalDevices

/// What a driver was asked to do, after the gate had cleared it.
public enum DeviceOperation: Sendable {
    /// `PhysicalDevice.open`.
    case open
    /// `PhysicalDevice.close`.
    case close
    /// `PhysicalDevice.enterSafeState`.
    case safeState
    /// `VectorProcessor.process`.
    case process(DriveRequest)
    /// `PulseProgrammable.program`.
    case program(PulseMap)
    /// `TargetProgrammable.program`.
    case programTargets(TargetMap)
    /// `ConductanceReadable.conductances`.
    case conductances(CellBlock)
    /// `BiasHolding.hold`.
    case hold(BiasRequest)
    /// One whose parameters are not recorded: what it puts on the wire is, but it cannot be asked for again.
    case other(String)

    /// The operation that a gate's observer was told of.
    init(_ name: String, _ request: (any Sendable)?) {
        switch (name, request) {
        case ("open", _): self = .open
        case ("close", _): self = .close
        case ("safe-state", _): self = .safeState
        case (_, let request as DriveRequest): self = .process(request)
        case ("program", let request as PulseMap): self = .program(request)
        case (_, let request as TargetMap): self = .programTargets(request)
        case ("read-conductances", let request as CellBlock): self = .conductances(request)
        case (_, let request as BiasRequest): self = .hold(request)
        default: self = .other(name)
        }
    }

    /// The name under which a recording knows the operation.
    public var name: String {
        switch self {
        case .open: "open"
        case .close: "close"
        case .safeState: "safe-state"
        case .process: "process"
        case .program: "program"
        case .programTargets: "program-targets"
        case .conductances: "read-conductances"
        case .hold: "hold"
        case .other(let name): name
        }
    }

    /// The operation with its parameters in a few words.
    public var words: String {
        switch self {
        case .open, .close, .safeState, .other: name
        case .process(let request): "\(name) \(request.drive.rows) vectors on \(request.block)"
        case .program(let map): "\(name) \(map.total) pulses on \(map.block)"
        case .programTargets(let map): "\(name) \(map.block)"
        case .conductances(let block): "\(name) of \(block)"
        case .hold(let request):
            "\(name) \(request.voltages.count) voltages on tile \(request.tile), rows \(request.rows)"
        }
    }

    /// [byte] About what its values take.
    var valueBytes: Int {
        switch self {
        case .open, .close, .safeState, .conductances, .other: 0
        case .process(let request): request.drive.elements.count * 4
        case .program(let map): map.counts.count
        case .programTargets(let map): map.targets.elements.count * 4
        case .hold(let request): request.voltages.count * 8
        }
    }
}

/// What a driver returned.
public enum DeviceOutcome: Sendable {
    /// Nothing, or nothing that is recorded.
    case done
    /// Who an opened device says it is.
    case opened(DeviceIdentity)
    /// Outputs.
    case measured(Measured)
    /// Pulses.
    case programmed(ProgramReport)
    /// Conductances of a block [S].
    case conductances(Matrix<Float>)

    /// The outcome that a gate's observer was told of.
    init(_ value: any Sendable) {
        switch value {
        case let identity as DeviceIdentity: self = .opened(identity)
        case let measured as Measured: self = .measured(measured)
        case let report as ProgramReport: self = .programmed(report)
        case let cells as Matrix<Float>: self = .conductances(cells)
        default: self = .done
        }
    }
}
