import ArgumentParser
import CrossbarEmulator
import Simulated

/// `pibd emulate crossbar`: a board that speaks the crossbar wire protocol.
struct EmulateCrossbarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crossbar",
        abstract: "Emulate a memristor board that speaks the crossbar wire protocol (docs/crossbar-wire-protocol.md).",
        discussion: "With --seed S its chip is, bit for bit, the one that an experiment with seed S gets in process.")

    @OptionGroup var options: EmulateOptions

    @Option(help: "Seed of the chip, as an experiment's.")
    var seed: UInt64 = 0

    @Option(help: "Tiles of the chip.")
    var tiles: Int?

    @Option(help: "Rows of cells of a tile.")
    var rows: Int?

    @Option(help: "Columns of cells of a tile, two a signed output.")
    var columns: Int?

    @Option(help: "Serial number, up to 12 printable ASCII characters.")
    var serial: String?

    @Option(help: "Physics of the chip: \(CrossbarParameters.Preset.allCases.map(\.rawValue).joined(separator: ", ")).")
    var preset = CrossbarParameters.Preset.standard

    private var settings: EmulatedCrossbarSettings {
        var parameters = CrossbarParameters(preset: preset)
        parameters.tiles = tiles ?? parameters.tiles
        parameters.rows = rows ?? parameters.rows
        parameters.columns = columns ?? parameters.columns
        return EmulatedCrossbarSettings(
            parameters: parameters, seed: EmulatedCrossbarSettings.chipSeed(experiment: seed),
            serial: serial ?? EmulatedCrossbarSettings.defaultSerial(seed: seed))
    }

    func validate() throws {
        guard settings.fitsProtocol else {
            throw ValidationError(
                "Give 1 to 4096 tiles and rows, an even number of columns up to 4096, at most 67108864 cells in all, "
                    + "and a serial number of 1 to 12 printable ASCII characters.")
        }
    }

    func run() async throws {
        let settings = settings
        try await EmulatorService.serve(
            CrossbarEmulator(settings: settings), called: "crossbar \(settings.serial)", options)
    }
}

extension CrossbarParameters.Preset: ExpressibleByArgument {}
