import ArgumentParser
import ControlInterface

/// `pibctl device read`
struct DeviceReadCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Read the conductances of a block of cells.")

    @Argument(help: "The device.")
    var device: String

    @Option(name: .long, help: "The tile, counted from 0.")
    var tile: Int?

    @Option(name: .long, help: "The first row.")
    var firstRow: Int?

    @Option(name: .long, help: "How many rows.")
    var rows: Int?

    @Option(name: .long, help: "The first column.")
    var firstColumn: Int?

    @Option(name: .long, help: "How many columns.")
    var columns: Int?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let block = try await session.client(daemon).conductances(
            ReadConductances(
                device: device, tile: tile, firstRow: firstRow, rows: rows, firstColumn: firstColumn,
                columns: columns))
        let matrix = try MatrixValues(block.conductances)
        guard !results.json else {
            return try session.console.json(
                ReadBlock(
                    device: device, shape: block.conductances.shape, conductances: matrix.rows, unit: block.unit))
        }
        for line in ConductanceReport.lines(matrix, unit: block.unit) { try session.console.result(line) }
    }
}

/// A block of conductances for programs.
private struct ReadBlock: Encodable {
    var device: String
    var shape: [Int]
    var conductances: [[Float]]
    var unit: String
}
