/// Something a device can do; each one stands for a protocol that refines `PhysicalDevice`.
public enum Capability: String, Sendable, CaseIterable, Comparable {
    /// `VectorProcessor`: drive a batch of vectors and measure the outputs.
    case vectorProcessor = "vector-processor"
    /// `PulseProgrammable`: change cells by counted pulses.
    case pulseProgrammable = "pulse-programmable"
    /// `ConductanceReadable`: read the conductance of single cells.
    case conductanceReadable = "conductance-readable"
    /// `TargetProgrammable`: program cells towards target conductances, open loop.
    case targetProgrammable = "target-programmable"
    /// `BiasHolding`: keep rows at constant voltages.
    case biasHolding = "bias-holding"
    /// `CellCharacterising`: run test routines of its own on single cells.
    case cellCharacterising = "cell-characterising"
    /// `CellSelecting`: close one cross-point for instruments connected from outside.
    case cellSelecting = "cell-selecting"
    /// `MaskProgrammable`: set the phases of a mask in a light path.
    case maskProgrammable = "mask-programmable"
    /// `Fabricable`: simulated hardware that can be made anew from a seed.
    case fabricable

    public static func < (left: Capability, right: Capability) -> Bool { left.rawValue < right.rawValue }
}
