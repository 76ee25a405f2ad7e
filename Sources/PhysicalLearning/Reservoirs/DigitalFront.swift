import Foundation
import Matrices
import RandomStreams

/// Trainable digital layers between the samples and a reservoir.
public enum DigitalFront: Sendable, Equatable {
    /// One linear layer with tanh: W is d + 1 x `outputs`, and a sample becomes one drive.
    case linear(outputs: Int)
    /// Single-head attention over `tokens` tokens, each a part of the sample, with the sample itself beside it: a
    /// sample becomes as many drives as it has tokens, and with the reservoir this is a block of a transformer.
    case attention(tokens: Int)

    /// Drives that a sample becomes.
    var drivesPerSample: Int {
        switch self {
        case .linear: 1
        case .attention(let tokens): tokens
        }
    }

    /// Inputs of a drive, for samples of `dimension` numbers; nil where they cannot be cut into the tokens.
    func width(dimension: Int) -> Int? {
        switch self {
        case .linear(let outputs): outputs > 0 ? outputs : nil
        case .attention(let tokens): tokens > 0 && dimension % tokens == 0 ? dimension / tokens : nil
        }
    }

    /// The parameters to begin with, row after row: W; or queries, keys and values (D x D each) and positions (T x D).
    func initial(dimension: Int, stream: inout RandomStream) -> [Float] {
        switch self {
        case .linear(let outputs):
            let spread = 1 / Float(dimension + 1).squareRoot()
            return stream.normal((dimension + 1) * outputs).map { $0 * spread }
        case .attention(let tokens):
            let width = dimension / tokens
            let spread = 1 / Float(width).squareRoot()
            return stream.normal(3 * width * width).map { $0 * spread } + stream.normal(dimension).map { 0.3 * $0 }
        }
    }

    /// What the reservoir is driven with (n x drives, width; the drives of a sample one below the other), in -1...1.
    func callAsFunction(_ samples: Matrix<Float>, parameters: [Float]) -> Matrix<Float> {
        switch self {
        case .linear(let outputs):
            let weights = Matrix(rows: samples.columns + 1, columns: outputs, elements: parameters)
            return Activation.tanh(Matrix.product(samples.appendingColumn(1), weights))
        case .attention(let tokens):
            return attend(samples, tokens: tokens, parameters)
        }
    }

    /// tanh(X + softmax(Q K^T / sqrt D) V) of every sample, X being its tokens plus their positions.
    private func attend(_ samples: Matrix<Float>, tokens: Int, _ parameters: [Float]) -> Matrix<Float> {
        let width = samples.columns / tokens
        let square = width * width
        let positions = parameters[(3 * square)...]
        var x = Matrix(rows: samples.rows * tokens, columns: width, elements: samples.elements)
        x.withUnsafeMutableElements { x in
            positions.withUnsafeBufferPointer { positions in
                for index in x.indices { x[index] += positions[index % positions.count] }
            }
        }
        let weights = (0..<3).map { part in
            Matrix(rows: width, columns: width, elements: Array(parameters[part * square..<(part + 1) * square]))
        }
        let (queries, keys) = (Matrix.product(x, weights[0]), Matrix.product(x, weights[1]))
        let values = Matrix.product(x, weights[2])
        var scores = [Float](repeating: 0, count: tokens * tokens)
        x.withUnsafeMutableElements { x in
            queries.withUnsafeElements { q in
                keys.withUnsafeElements { k in
                    values.withUnsafeElements { v in
                        for sample in 0..<samples.rows {
                            let start = sample * tokens * width
                            scores.withUnsafeMutableBufferPointer { scores in
                                Float.gemm(
                                    false, true, tokens, tokens, width, 1 / Float(width).squareRoot(),
                                    q.baseAddress! + start, width, k.baseAddress! + start, width, 0,
                                    scores.baseAddress!, tokens)
                                Self.softmaxRows(scores, width: tokens)
                                Float.gemm(
                                    false, false, tokens, width, tokens, 1, scores.baseAddress!, tokens,
                                    v.baseAddress! + start, width, 1, x.baseAddress! + start, width)
                            }
                        }
                    }
                }
            }
        }
        return Activation.tanh(x)
    }

    private static func softmaxRows(_ scores: UnsafeMutableBufferPointer<Float>, width: Int) {
        for start in stride(from: 0, to: scores.count, by: width) {
            var highest = -Float.infinity
            for index in start..<start + width { highest = max(highest, scores[index]) }
            var sum: Float = 0
            for index in start..<start + width {
                scores[index] = expf(scores[index] - highest)
                sum += scores[index]
            }
            for index in start..<start + width { scores[index] /= sum }
        }
    }
}
