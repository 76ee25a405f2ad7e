import ArgumentParser
import ControlInterface

/// `pibctl export`
struct ExportCommand: LabCommand {
    /// The formats that can be written.
    enum Format: String, CaseIterable, ExpressibleByArgument { case hdf5, npz, csv }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a run's metrics, accuracies and trained conductances to files.",
        discussion: """
            hdf5 is one file for h5py or xarray, with units, axes and provenance as attributes; npz is one \
            file for numpy.load; csv is a folder of tables. Without -o they are called run-N.h5, run-N.npz and run-N.
            """)

    @OptionGroup var target: RunArgument

    @Option(name: .long, help: "hdf5, npz or csv.")
    var format: Format

    @Option(name: [.short, .long], help: ArgumentHelp("The file, or for csv the folder.", valueName: "path"))
    var output: String?

    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let client = try await session.client(daemon)
        let run = try await client.run(target.run)
        let metrics = try await RunMetrics(of: target.run, from: client)
        let export = RunExport(
            batches: metrics.batches, accuracies: metrics.accuracies,
            conductances: try await conductances(of: run, from: client, session.console))
        let path = session.absolute(output ?? "run-\(target.run)\(format.ending)")
        switch format {
        case .hdf5:
            try export.writeHDF5(of: run, to: path)
            try session.console.result(path)
        case .npz:
            try export.writeNPZ(to: path)
            try session.console.result(path)
        case .csv:
            for file in try export.writeCSV(toDirectory: path) { try session.console.result(file) }
        }
    }

    /// A run that has not ended, or ended badly, has no trained conductances; its metrics are worth having still.
    private func conductances(
        of run: GetRun.Reply, from client: LabClient, _ console: Console
    ) async throws -> [String: Tensor] {
        var found: [String: Tensor] = [:]
        for unit in run.units {
            do {
                found[unit.unit] = try await client.conductances(of: target.run, unit: unit.unit).conductances
            } catch let error as LabError {
                switch error.kind {
                case .wrongState, .invalidParameter: break
                default: throw error
                }
                console.message("without the conductances of \(unit.unit): \(error.message)".onOneLine)
            }
        }
        return found
    }
}

extension ExportCommand.Format {
    /// What the name of the file ends with, the dot included.
    fileprivate var ending: String {
        switch self {
        case .hdf5: ".h5"
        case .npz: ".npz"
        case .csv: ""
        }
    }
}
