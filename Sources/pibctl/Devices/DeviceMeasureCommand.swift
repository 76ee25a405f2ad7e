import ArgumentParser
import ControlInterface

/// `pibctl device measure`
struct DeviceMeasureCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Drive a slice of a device and show what it measures.",
        discussion: """
            The drive is one value for each input, in fractions of the input full scale, with commas between; 0.5x784 \
            stands for 784 times 0.5. With --samples the same drive is measured several times, and the spread is the \
            device's noise.
            """)

    @Argument(help: "The device.")
    var device: String

    @Option(name: .long, help: ArgumentHelp("The input values, 0,0.5,1x14 for instance.", valueName: "values"))
    var drive: DriveVector

    @Option(name: .long, help: "How many times to measure it.")
    var samples = 1

    @Option(name: .long, help: "The tile, counted from 0.")
    var tile: Int?

    @Option(name: .long, help: "The first input line.")
    var firstInput: Int?

    @Option(name: .long, help: "The first output line.")
    var firstOutput: Int?

    @Option(name: .long, help: "How many outputs.")
    var outputs: Int?

    @Option(name: .long, help: "Volts per full-scale input and conductance.")
    var gain: Double?

    @Option(name: .long, help: "The output's full scale.")
    var fullScale: Double?

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        let limit = DriveVector.largestCount
        guard samples >= 1, samples <= limit, samples * drive.values.count <= limit else {
            throw ValidationError("Samples times inputs must lie within 1...\(limit).")
        }
        guard gain?.isFinite ?? true, fullScale?.isFinite ?? true else {
            throw ValidationError("The gain and the full scale must be finite.")
        }
    }

    func run(in session: Session) async throws {
        let batch = Array(repeatElement(drive.values, count: samples).joined())
        let measured = try await session.client(daemon).process(
            ProcessVectors(
                device: device, drive: try Tensor(shape: [samples, drive.values.count], values: batch), tile: tile,
                firstInput: firstInput, firstOutput: firstOutput, outputs: outputs, gain: gain,
                fullScale: fullScale))
        let matrix = try MatrixValues(measured.measured)
        guard !results.json else {
            return try session.console.json(
                MeasuredVectors(
                    device: device, shape: measured.measured.shape, measured: matrix.rows, unit: measured.unit,
                    saturatedFraction: measured.saturatedFraction, seconds: measured.seconds))
        }
        for line in MeasurementReport.lines(matrix, measured) { try session.console.result(line) }
    }
}

/// A measurement for programs.
private struct MeasuredVectors: Encodable {
    var device: String
    var shape: [Int]
    var measured: [[Float]]
    var unit: String
    var saturatedFraction: Double
    var seconds: Double

    enum CodingKeys: String, CodingKey {
        case device, shape, measured, unit, seconds
        case saturatedFraction = "saturated_fraction"
    }
}
