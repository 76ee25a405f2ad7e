import ArgumentParser
import ControlInterface

/// `pibctl fault inject`
struct FaultInjectCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "inject", abstract: "Add a fault.",
        discussion: """
            Without --after-operations, --at or --every-operations the fault happens at the next opportunity. Times \
            are in seconds, for --at since the device was made or the emulator started.
            """)

    @Argument(
        help: ArgumentHelp(
            "The device and the kind of fault, stuck-cells for instance; with --emulator the kind alone.",
            valueName: "device> <kind"))
    var words: [String]

    @OptionGroup var emulator: EmulatorOptions

    @Option(name: .long, help: "How long it lasts, is late, or ages [s].")
    var duration: Double?

    @Option(name: .long, help: "The part of the cells or outputs that fail, above 0 to 1.")
    var share: Double?

    @Option(name: .long, help: "The serial number that the device gives.")
    var serial: String?

    @Option(name: .long, help: "It happens once so many operations are done.")
    var afterOperations: Int?

    @Option(name: .long, help: ArgumentHelp("It happens at this time [s].", valueName: "seconds"))
    var at: Double?

    @Option(name: .long, help: "It happens at each operation whose number this divides.")
    var everyOperations: Int?

    @Option(name: .long, help: "With --every-operations: how often of these it does happen, above 0 to 1 (1).")
    var probability: Double?

    @Option(name: .long, help: "With --every-operations: what the draws follow from (0).")
    var seed: Int?

    @Option(name: .long, help: "How often in all.")
    var count: Int?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        let wanted = emulator.emulator == nil ? 2 : 1
        guard words.count == wanted else {
            throw ValidationError(
                wanted == 2
                    ? "Name a device and a kind of fault; for an emulator, --emulator PATH and a kind."
                    : "With --emulator, name a kind of fault and no device.")
        }
        guard [afterOperations != nil, at != nil, everyOperations != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("Give at most one of --after-operations, --at and --every-operations.")
        }
        guard everyOperations != nil || (probability == nil && seed == nil) else {
            throw ValidationError("--probability and --seed belong to --every-operations.")
        }
        guard [duration, share, at, probability].allSatisfy({ $0?.isFinite ?? true }) else {
            throw ValidationError("Numbers must be finite.")
        }
    }

    func run(in session: Session) async throws {
        let device = emulator.emulator == nil ? words[0] : nil
        let kind = words[words.count - 1]
        let target = try await FaultTarget(device: device, emulator, daemon, in: session)
        let id = try await target.inject(fault(device: device ?? "", kind: kind))
        guard !results.json else { return try session.console.json(InjectFault.Reply(id: id)) }
        try session.console.result("fault \(id): \(kind)".onOneLine)
    }

    private func fault(device: String, kind: String) -> InjectFault {
        var fault = InjectFault(device: device, kind: kind)
        fault.duration = duration
        fault.share = share
        fault.serial = serial
        fault.afterOperations = afterOperations
        fault.atSeconds = at
        fault.everyOperations = everyOperations
        fault.probability = probability
        fault.seed = seed
        fault.count = count
        return fault
    }
}
