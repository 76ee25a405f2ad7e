import ArgumentParser

/// `pibctl device converge`
struct DeviceConvergeCommand: CharacterisationCommand {
    static let method = "converge"
    static let configuration = CommandConfiguration(
        commandName: method, abstract: "Pulse cells until they have a resistance asked for.",
        discussion: CharacterisationHelp.discussion)

    @OptionGroup var cells: CellOptions

    @Option(name: .long, help: "First voltage [V], a magnitude (0.5).")
    var start: Double?

    @Option(name: .long, help: "Step of the voltage [V] (0.1).")
    var step: Double?

    @Option(name: .long, help: "Last voltage [V], a magnitude (2).")
    var stop: Double?

    @Option(name: .long, help: "First width [s] (1e-4).")
    var width: Double?

    @Option(name: .long, help: "Growth of the width, by this part of itself (1).")
    var widthFactor: Double?

    @Option(name: .long, help: "Longest width [s] (1e-4).")
    var longestWidth: Double?

    @Option(name: .long, help: "The resistance to reach [ohm] (20e3).")
    var target: Double?

    @Option(name: .long, help: "How near it must come, relative (0.05).")
    var tolerance: Double?

    @Option(name: .long, help: "Change that shows which way a sign moves the cell, relative (0.05).")
    var initialTolerance: Double?

    @Option(name: .long, help: "Pulses at each voltage and width (1).")
    var pulses: Int?

    @Option(name: .long, help: "Pause after each pulse [s] (1e-3).")
    var interpulse: Double?

    @Flag(name: .customLong("starts-negative"), help: "Make the first pulses negative.")
    var startsNegative = false

    @Option(name: .long, help: "Most pulses to a cell (1000).")
    var maximumPulses: Int?

    @OptionGroup var files: RecordFileOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    var parameters: [RoutineValue] {
        [
            RoutineValue("start", start), RoutineValue("step", step), RoutineValue("stop", stop),
            RoutineValue("width", width), RoutineValue("width-factor", widthFactor),
            RoutineValue("longest-width", longestWidth), RoutineValue("target", target),
            RoutineValue("tolerance", tolerance), RoutineValue("initial-tolerance", initialTolerance),
            RoutineValue("pulses", pulses), RoutineValue("interpulse", interpulse),
            RoutineValue("starts-positive", startsNegative ? "no" : nil),
            RoutineValue("maximum-pulses", maximumPulses),
        ]
    }
}
