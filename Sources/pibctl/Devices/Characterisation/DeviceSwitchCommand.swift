import ArgumentParser

/// `pibctl device switch`
struct DeviceSwitchCommand: CharacterisationCommand {
    static let method = "switch"
    static let configuration = CommandConfiguration(
        commandName: method, abstract: "Find the voltages at which cells switch, and switch them to and fro.",
        discussion: CharacterisationHelp.discussion)

    @OptionGroup var cells: CellOptions

    @Option(name: .long, help: "Width of all pulses [s] (1e-4).")
    var width: Double?

    @Option(name: .long, help: "First voltage [V], a magnitude (0.5).")
    var start: Double?

    @Option(name: .long, help: "Step of the voltage [V] (0.2).")
    var step: Double?

    @Option(name: .long, help: "Last voltage [V], a magnitude (3).")
    var stop: Double?

    @Option(name: .long, help: "Pulses of a train (10).")
    var pulses: Int?

    @Option(name: .long, help: "Readings before and after a train (5).")
    var reads: Int?

    @Option(name: .long, help: "Switching cycles (5).")
    var cycles: Int?

    @Option(name: .long, help: "Change of resistance that counts as switching, relative (0.1).")
    var tolerance: Double?

    @Option(name: .long, help: "Pause after each pulse [s] (1e-3).")
    var interpulse: Double?

    @Option(name: .long, help: "Leave cells above this resistance alone [ohm] (1e6).")
    var threshold: Double?

    @Flag(name: .long, help: "Read after each pulse too.")
    var readsAfterPulse = false

    @Option(name: .long, help: "automatic, positive or negative: with a sign the search is skipped (automatic).")
    var polarity: String?

    @Flag(name: .long, help: "Use the board's fast algorithm.")
    var fast = false

    @OptionGroup var files: RecordFileOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    var parameters: [RoutineValue] {
        [
            RoutineValue("width", width), RoutineValue("start", start), RoutineValue("step", step),
            RoutineValue("stop", stop), RoutineValue("pulses", pulses), RoutineValue("reads", reads),
            RoutineValue("cycles", cycles), RoutineValue("tolerance", tolerance),
            RoutineValue("interpulse", interpulse), RoutineValue("threshold", threshold),
            RoutineValue("reads-after-pulse", readsAfterPulse ? "yes" : nil), RoutineValue("polarity", polarity),
            RoutineValue("fast", fast ? "yes" : nil),
        ]
    }
}
