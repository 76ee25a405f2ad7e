import ArgumentParser
import InformationBottleneck
import Matrices

/// Times each local loss with its gradient on one batch, which it writes for the peers to be timed on.
struct LossTimings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "losses", abstract: "Times the local losses with their gradients at the outputs.")

    @Option(help: "Write the batch's outputs here: raw little-endian float32, n x d.") var outputs: String
    @Option(help: "Write the batch's labels here: raw little-endian int32.") var labels: String
    @Option(help: "Samples in the batch.") var n = 128
    @Option(help: "Outputs of the unit.") var d = 256
    @Option(help: "Time spent on each loss after warm-up [s].") var seconds = 2.0

    /// One loss at one size; `value` is the loss itself.
    struct Line: Encodable {
        let peer = "pibd"
        let `case`: String
        let n: Int
        let d: Int
        let medianUs: Double
        let repetitions: Int
        let value: Double
        let gradientNorm: Double
    }

    func validate() throws {
        guard (2...8192).contains(n), (1...8192).contains(d) else {
            throw ValidationError("--n must be 2...8192 and --d 1...8192")
        }
    }

    func run() throws {
        let batch = SyntheticBatch(n: n, d: d)
        try batch.write(outputs: outputs, labels: labels)
        let cases: [(String, any LocalLoss)] = [
            ("renyi-0.5", try RenyiLoss(alpha: 0.5)), ("renyi-2", try RenyiLoss(alpha: 2)),
            ("log-det", try LogDeterminantLoss()), ("cka", try AlignmentLoss()),
        ]
        let unread = Matrix<Float>(rows: n, columns: 0)
        for (name, loss) in cases {
            let evaluate = { try loss.evaluate(outputs: batch.outputs, inputs: unread, labels: batch.labels) }
            let timing = try Stopwatch(seconds: seconds).time { _ = try evaluate() }
            let result = try evaluate()
            let squares = result.gradient.elements.reduce(into: 0.0) { $0 += Double($1) * Double($1) }
            try writeLine(
                Line(
                    case: name, n: n, d: d, medianUs: timing.medianMicroseconds, repetitions: timing.repetitions,
                    value: result.loss, gradientNorm: squares.squareRoot()))
        }
    }
}
