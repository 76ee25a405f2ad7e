import Foundation
import Matrices
import RandomStreams

/// A batch like a hidden unit's: overlapping classes behind a clipped ReLU, on the grid of an 8-bit converter.
struct SyntheticBatch {
    static let classes = 10
    /// Measured outputs, n x d.
    let outputs: Matrix<Float>
    /// One class a sample.
    let labels: [Int]

    /// A batch of n samples of d outputs, the same at every call.
    init(n: Int, d: Int) {
        var stream = RandomStream(seed: 0, name: "benchmark")
        let labels = (0..<n).map { _ in stream.integer(below: Self.classes) }
        let centres = stream.normal(Self.classes * d)
        let spread = stream.normal(n * d)
        self.labels = labels
        outputs = Matrix(rows: n, columns: d) { target in
            for i in 0..<n {
                for j in 0..<d {
                    let z = 0.3 * (centres[labels[i] * d + j] + spread[i * d + j])
                    target[i * d + j] = (min(1, max(0, z)) * 127).rounded() / 127
                }
            }
        }
    }

    /// Writes outputs as raw little-endian float32 and labels as int32, for the peers to read.
    func write(outputs outputPath: String, labels labelPath: String) throws {
        let values = outputs.withUnsafeElements { Data(buffer: $0) }
        try values.write(to: URL(fileURLWithPath: outputPath))
        let classes = labels.map { Int32($0) }.withUnsafeBufferPointer { Data(buffer: $0) }
        try classes.write(to: URL(fileURLWithPath: labelPath))
    }
}
