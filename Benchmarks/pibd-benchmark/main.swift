import ArgumentParser
import Matrices

/// Times the parts of pibd that a peer, or a bound, is compared with; scripts/benchmark runs it beside the peers.
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pibd-benchmark",
        abstract: "Times pibd's losses and the operations that bound a training run; prints JSON lines.",
        subcommands: [LossTimings.self, OperationBound.self])
}

LinearAlgebraLibrary.setThreads(1)
LinearAlgebraLibrary.keepFreedMemory()
Benchmark.main()
