import ArgumentParser

/// `pibctl device endurance`
struct DeviceEnduranceCommand: CharacterisationCommand {
    static let method = "endurance"
    static let configuration = CommandConfiguration(
        commandName: method, abstract: "Switch cells to and fro, again and again.",
        discussion: CharacterisationHelp.discussion)

    @OptionGroup var cells: CellOptions

    @Option(name: .long, help: "Amplitude of the pulses upwards [V] (1).")
    var setVoltage: Double?

    @Option(name: .long, help: "Their width [s] (1e-4).")
    var setWidth: Double?

    @Option(name: .long, help: "Their current limit [A] (none).")
    var setCompliance: Double?

    @Option(name: .long, help: "Their number in each cycle (1).")
    var setPulses: Int?

    @Option(name: .long, parsing: .unconditional, help: "Amplitude of the pulses downwards [V], negative (-1).")
    var resetVoltage: Double?

    @Option(name: .long, help: "Their width [s] (1e-4).")
    var resetWidth: Double?

    @Option(name: .long, help: "Their current limit, a magnitude [A] (none).")
    var resetCompliance: Double?

    @Option(name: .long, help: "Their number in each cycle (1).")
    var resetPulses: Int?

    @Option(name: .long, help: "Pause after each pulse [s] (1e-3).")
    var interpulse: Double?

    @Option(name: .long, help: "Repetitions of both (10).")
    var cycles: Int?

    @OptionGroup var files: RecordFileOptions
    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    var parameters: [RoutineValue] {
        [
            RoutineValue("set-voltage", setVoltage), RoutineValue("set-width", setWidth),
            RoutineValue("set-compliance", setCompliance), RoutineValue("set-pulses", setPulses),
            RoutineValue("reset-voltage", resetVoltage), RoutineValue("reset-width", resetWidth),
            RoutineValue("reset-compliance", resetCompliance), RoutineValue("reset-pulses", resetPulses),
            RoutineValue("interpulse", interpulse), RoutineValue("cycles", cycles),
        ]
    }
}
