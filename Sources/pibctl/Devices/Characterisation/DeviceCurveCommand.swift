import ArgumentParser

/// `pibctl device curve`
struct DeviceCurveCommand: CharacterisationCommand {
    static let method = "curve"
    static let configuration = CommandConfiguration(
        commandName: method, abstract: "Measure current against voltage.",
        discussion: CharacterisationHelp.discussion)

    @OptionGroup var cells: CellOptions

    @Option(name: .long, help: "Highest voltage [V] (1).")
    var positivePeak: Double?

    @Option(name: .long, parsing: .unconditional, help: "Lowest voltage [V], negative (-1).")
    var negativePeak: Double?

    @Option(name: .long, help: "Magnitude of the first voltage [V] (0.1).")
    var start: Double?

    @Option(name: .long, help: "Step of the voltage [V] (0.1).")
    var step: Double?

    @Option(name: .long, help: "How long each voltage is held [s] (0.01).")
    var width: Double?

    @Option(name: .long, help: "Pause after each voltage [s] (0.01).")
    var interpulse: Double?

    @Option(name: .long, help: "Current at which the positive half turns back [A] (none).")
    var positiveCompliance: Double?

    @Option(name: .long, help: "Magnitude of the current at which the negative half turns back [A] (none).")
    var negativeCompliance: Double?

    @Option(name: .long, help: "Repetitions (1).")
    var cycles: Int?

    @Flag(name: .long, help: "Go back to zero between steps.")
    var pulsed = false

    @Option(name: .long, help: "positive-first, negative-first, positive-only or negative-only (positive-first).")
    var span: String?

    @Flag(name: .long, help: "Stop at the compliance for good.")
    var stopAtCompliance = false

    @OptionGroup var files: RecordFileOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    var parameters: [RoutineValue] {
        [
            RoutineValue("positive-peak", positivePeak), RoutineValue("negative-peak", negativePeak),
            RoutineValue("start", start), RoutineValue("step", step), RoutineValue("width", width),
            RoutineValue("interpulse", interpulse), RoutineValue("positive-compliance", positiveCompliance),
            RoutineValue("negative-compliance", negativeCompliance), RoutineValue("cycles", cycles),
            RoutineValue("pulsed", pulsed ? "yes" : nil), RoutineValue("span", span),
            RoutineValue("stop-at-compliance", stopAtCompliance ? "yes" : nil),
        ]
    }
}
