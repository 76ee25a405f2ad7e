import Transports

@testable import Laboratory

/// Configurations: the daemon's, experiments with overrides, fault scripts.
enum TOMLFuzz {
    /// The first byte chooses the kind: `d`, `e` or `f`. In an experiment a NUL ends the file, and overrides follow,
    /// one a line.
    static func run(_ input: inout FuzzInput) {
        let kind = input.byte()
        guard let text = String(validating: input.remainder(), as: UTF8.self) else { return }
        switch kind % 3 {
        case 0: _ = try? FaultFile(text: text, file: "faults.toml")
        case 1: daemon(text)
        default: experiment(text)
        }
    }

    private static func daemon(_ text: String) {
        guard let file = try? DaemonFile(text: text, file: "pibd.toml") else { return }
        for device in file.devices {
            _ = try? SimulatedChipSettings.parameters(device.chip)
            _ = try? BoardChipSettings(device.chip)
            _ = try? LinkSettings(device, defaults: SerialSettings())
        }
    }

    private static func experiment(_ text: String) {
        let parts = text.split(separator: "\0", maxSplits: 1)
        let overrides = parts.dropFirst().flatMap { $0.split(separator: "\n") }.map(String.init)
        let file = try? ExperimentFile(text: String(parts.first ?? ""), file: "run.toml", overrides: overrides)
        guard let file else { return }
        _ = try? file.units(inputDimension: 784, classes: 10)
        // A run's experiment is kept as text with every default written out.
        let written = TOMLWriter.text(file.experiment.table, schema: Experiment.schema)
        let again = try? ExperimentFile(text: written, file: "written.toml").experiment
        require(again == file.experiment, "the experiment changes when it is written and read:\n\(written)")
    }
}
