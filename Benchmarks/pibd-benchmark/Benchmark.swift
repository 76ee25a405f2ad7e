import ArgumentParser
import Matrices

/// Times the parts of pibd that a peer, or a bound, is compared with; scripts/benchmark runs it beside the peers.
@main
struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pibd-benchmark",
        abstract: "Times pibd's losses, the operations that bound a training run, and a serial line; prints JSON lines.",
        subcommands: [LossTimings.self, OperationBound.self, WireTimings.self])

    static func main() async {
        LinearAlgebraLibrary.setThreads(1)
        LinearAlgebraLibrary.keepFreedMemory()
        await main(nil)
    }
}
