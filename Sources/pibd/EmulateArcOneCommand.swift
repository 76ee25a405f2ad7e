import ArcOneEmulator
import ArgumentParser

/// `pibd emulate arc-one`: an ArC ONE board.
struct EmulateArcOneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "arc-one", abstract: "Emulate an ArC ONE board.")

    @OptionGroup var options: EmulateOptions

    @Option(help: "Seed of the chip.")
    var seed: UInt64 = 0

    func run() async throws {
        try await EmulatorService.serve(EmulatedArcOne(seed: seed), called: "arc-one", options)
    }
}
