import ArgumentParser
import ControlInterface

/// A command that runs one of a device's own test routines on single cells.
protocol CharacterisationCommand: LabCommand {
    /// The routine's name in the interface.
    static var method: String { get }
    var cells: CellOptions { get }
    /// The routine's parameters that were given.
    var parameters: [RoutineValue] { get }
    var files: RecordFileOptions { get }
    var results: ResultOptions { get }
    var daemon: DaemonOptions { get }
}

/// A parameter of a routine by name; nil where it was not given.
struct RoutineValue {
    let name: String
    let text: String?

    /// A number, or anything else whose description is its text.
    init(_ name: String, _ value: (some CustomStringConvertible)?) {
        self.name = name
        text = value?.description
    }
}

extension CharacterisationCommand {
    func run(in session: Session) async throws {
        let given = parameters.compactMap { value in value.text.map { (value.name, $0) } }
        let record = try await session.client(daemon).characterise(
            CharacteriseDevice(
                device: cells.device, method: Self.method, rows: cells.rows.values, columns: cells.columns.values,
                parameters: Dictionary(given) { $1 }))
        if results.json {
            try session.console.json(record)
        } else {
            for line in CharacterisationReport.lines(record) { try session.console.result(line) }
        }
        if let path = files.csv {
            session.console.message("wrote \(try session.write(CharacterisationCSV.text(record), to: path))")
        }
        if let path = files.output {
            let figure = CharacterisationFigure(device: cells.device, record: record)
            session.console.message("wrote \(try session.write(figure.svg(), to: path))")
        }
    }
}

/// The cells a routine runs on.
struct CellOptions: ParsableArguments {
    @Argument(help: "The device.")
    var device: String

    @Option(
        name: [.customLong("rows"), .customLong("row")],
        help: ArgumentHelp("A row, or neighbouring ones as FIRST:END, from 0, END not included.", valueName: "rows"))
    var rows: CellNumbers

    @Option(
        name: [.customLong("columns"), .customLong("column")],
        help: ArgumentHelp("A column, or neighbouring ones as FIRST:END.", valueName: "columns"))
    var columns: CellNumbers
}

/// Where a routine's measurements go beside standard output.
struct RecordFileOptions: ParsableArguments {
    @Option(name: [.short, .long], help: ArgumentHelp("Also draw the measurements.", valueName: "file.svg"))
    var output: String?

    @Option(name: .long, help: ArgumentHelp("Also write every point as a line of a table.", valueName: "file.csv"))
    var csv: String?
}
