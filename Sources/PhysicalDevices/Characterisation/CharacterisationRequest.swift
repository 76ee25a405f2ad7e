/// A test routine for every cell of a block.
public struct CharacterisationRequest: Sendable, Equatable {
    /// The cells.
    public var block: CellBlock
    /// The routine and its parameters.
    public var method: CharacterisationMethod

    /// A request from its parts.
    public init(block: CellBlock, method: CharacterisationMethod) {
        self.block = block
        self.method = method
    }
}

/// A test routine with its parameters.
public enum CharacterisationMethod: Sendable, Equatable {
    /// Pulses of growing voltage and width until the cell conducts.
    case form(FormingRamp)
    /// Pulses of either sign that look for the voltages at which the cell switches.
    case `switch`(SwitchingSearch)
    /// Current against voltage.
    case curve(CurveTrace)
    /// Pulses of either sign until the cell has a resistance asked for.
    case converge(StateConvergence)
    /// Repeated switching to and fro.
    case endurance(EnduranceCycling)
    /// One pulse to several cells of a bit line at once.
    case bitLine(BitLinePulse)

    /// The routine's name: form, switch, curve, converge, endurance, bit-line.
    public var name: String {
        switch self {
        case .form: "form"
        case .switch: "switch"
        case .curve: "curve"
        case .converge: "converge"
        case .endurance: "endurance"
        case .bitLine: "bit-line"
        }
    }

    /// The parameters.
    public var parameters: any CharacterisationParameters {
        switch self {
        case .form(let parameters): parameters
        case .switch(let parameters): parameters
        case .curve(let parameters): parameters
        case .converge(let parameters): parameters
        case .endurance(let parameters): parameters
        case .bitLine(let parameters): parameters
        }
    }
}

/// The parameters of a test routine: whether they make sense, and the most that they can do to a cell.
public protocol CharacterisationParameters: Sendable, Equatable {
    /// What is wrong with them, as the end of "the parameters are wrong: "; nil when they make sense.
    var problem: String? { get }
    /// The worst that the routine does to one cell. Only of use where there is no `problem`.
    var exposure: PulseExposure { get }
}
