import ArgumentParser

/// `pibctl device form`
struct DeviceFormCommand: CharacterisationCommand {
    static let method = "form"
    static let configuration = CommandConfiguration(
        commandName: method, abstract: "Form cells: pulses of growing voltage and width until they conduct.",
        discussion: CharacterisationHelp.discussion)

    @OptionGroup var cells: CellOptions

    @Option(name: .long, parsing: .unconditional, help: "First voltage [V], negative to form downwards (0.25).")
    var start: Double?

    @Option(name: .long, help: "Step of the voltage [V], a magnitude (0.25).")
    var step: Double?

    @Option(name: .long, parsing: .unconditional, help: "Last voltage [V], of the same sign (3).")
    var stop: Double?

    @Option(name: .long, help: "First width at each voltage [s] (1e-4).")
    var widthStart: Double?

    @Option(name: .long, help: "Longest width [s] (1e-3).")
    var widthStop: Double?

    @Option(name: .long, help: "Growth of the width, by this part of itself (1: it doubles).")
    var widthFactor: Double?

    @Option(name: .long, help: "Growth of the width, by this time [s].")
    var widthStep: Double?

    @Option(name: .long, help: "Pulses at each voltage and width (1).")
    var pulses: Int?

    @Option(name: .long, help: "Pause after each pulse [s] (0.01).")
    var interpulse: Double?

    @Option(name: .long, help: "Stop below this resistance [ohm] (1e6).")
    var threshold: Double?

    @Option(name: .long, help: "Also stop when the resistance has fallen by this part (0: never).")
    var thresholdFraction: Double?

    @Option(name: .long, help: "Resistor in series: none, 1k, 10k, 100k or 1M (none).")
    var seriesResistance: String?

    @OptionGroup var files: RecordFileOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    var parameters: [RoutineValue] {
        [
            RoutineValue("start", start), RoutineValue("step", step), RoutineValue("stop", stop),
            RoutineValue("width-start", widthStart), RoutineValue("width-stop", widthStop),
            RoutineValue("width-factor", widthFactor), RoutineValue("width-step", widthStep),
            RoutineValue("pulses", pulses), RoutineValue("interpulse", interpulse),
            RoutineValue("threshold", threshold), RoutineValue("threshold-fraction", thresholdFraction),
            RoutineValue("series-resistance", seriesResistance),
        ]
    }
}
