/// What a training method needs of its bench.
public struct TrainerNeeds: Sendable, Equatable {
    /// Whether a method reads conductances.
    public enum ReadBack: String, Sendable {
        /// It never reads a cell.
        case never
        /// It reads cells where the device lets it and fits a model to measured pairs where it does not.
        case whereReadable = "where readable"
        /// It reads cells for some of its settings and refuses those on a device that cannot be read.
        case forSomeSettings = "for some settings"
    }

    /// How it uses read-back of conductances.
    public var readBack = ReadBack.never
    /// Whether it needs a model of the hardware.
    public var model = false
    /// Whether every sample is measured a second time.
    public var secondPhase = false
    /// Whether a signal runs backwards from unit to unit.
    public var backwardChain = false
    /// Whether an error made at the outputs is sent to every unit.
    public var broadcastError = false
    /// Passes of every training sample through the hardware, at the method's default settings.
    public var passesPerSample = 1
    /// Maps of pulses written to every trained unit for a batch, at the method's default settings.
    public var writesPerBatch = 1

    /// The needs of a method that learns from one forward measurement.
    static let forwardOnly = TrainerNeeds()
}
