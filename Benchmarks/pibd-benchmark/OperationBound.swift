import ArgumentParser
import CCrossbarPhysics
import CElementwise
import Matrices
import RandomStreams

/// Measures what one batch of the MNIST run would cost if it were nothing but its own GEMMs, decompositions and pulses.
///
/// The sum is the bound that the whole run is compared with: no copies, no messages, no storage, no control.
struct OperationBound: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bound", abstract: "Times the bare operations of one training batch, 784-256-128-64-10.")

    @Option(help: "Time spent on each part after warm-up [s].") var seconds = 2.0

    /// One part of the bound.
    struct Part: Encodable {
        let part: String
        let microsecondsPerBatch: Double
    }

    func run() throws {
        let stopwatch = Stopwatch(seconds: seconds)
        let n = 128
        let hidden = [UnitShape(784, 256), UnitShape(256, 128), UnitShape(128, 64)]
        let units = hidden + [UnitShape(448, 10)]
        let products = UnitProducts(units: units, n: n)
        let grams = try hidden.map { try GramOperations(outputs: $0.outputs, n: n) }
        var pulses = PulseOperations(units: units, n: n)
        try report("GEMM: forward", stopwatch.time { products.forward() })
        try report("GEMM: weight gradients", stopwatch.time { products.gradients() })
        try report("SYRK and GEMM: Gram matrices, P T", stopwatch.time { for gram in grams { gram.products() } })
        try report("eigen: whole Gram matrices", stopwatch.time { for gram in grams { try gram.decomposeWhole() } })
        try report("eigen: class blocks", stopwatch.time { for gram in grams { try gram.decomposeBlocks() } })
        try report("pulses: random numbers", stopwatch.time { pulses.drawNumbers() })
        try report("pulses: Adam and rounding", stopwatch.time { pulses.decide() })
        try report("pulses: cells and weights", stopwatch.time { pulses.apply() })
    }

    private func report(_ part: String, _ timing: (medianMicroseconds: Double, repetitions: Int)) throws {
        try writeLine(Part(part: part, microsecondsPerBatch: timing.medianMicroseconds))
    }
}

/// Inputs and outputs of one unit.
struct UnitShape {
    let inputs: Int
    let outputs: Int

    init(_ inputs: Int, _ outputs: Int) {
        self.inputs = inputs
        self.outputs = outputs
    }

    /// Weights, bias included.
    var weights: Int { (inputs + 1) * outputs }
}

/// The two products of every unit: X W, and X^T delta.
struct UnitProducts {
    private let operands: [(x: Matrix<Float>, w: Matrix<Float>, delta: Matrix<Float>)]

    init(units: [UnitShape], n: Int) {
        var stream = RandomStream(seed: 0, name: "products")
        operands = units.map { unit in
            (
                stream.matrix(rows: n, columns: unit.inputs + 1),
                stream.matrix(rows: unit.inputs + 1, columns: unit.outputs),
                stream.matrix(rows: n, columns: unit.outputs)
            )
        }
    }

    func forward() { for (x, w, _) in operands { _ = Matrix.product(x, w) } }

    func gradients() { for (x, _, delta) in operands { _ = Matrix.product(x, delta, transposingFirst: true) } }
}

/// The products and decompositions of the Renyi loss of one unit.
struct GramOperations {
    private let outputs: Matrix<Float>
    private let weights: Matrix<Float>
    private let gram: Matrix<Double>
    private let blocks: [Matrix<Double>]

    init(outputs d: Int, n: Int) throws {
        let batch = SyntheticBatch(n: n, d: d)
        let order = batch.labels.indices.sorted { batch.labels[$0] < batch.labels[$1] }
        outputs = batch.outputs.selectingRows(order)
        weights = outputs.timesOwnTranspose()
        let whole = outputs.converted(to: Double.self).timesOwnTranspose()
        gram = whole
        blocks = Dictionary(grouping: order.indices) { batch.labels[order[$0]] }.values.map { members in
            whole.selectingRows(members).columns(members[0]..<members[0] + members.count)
        }
    }

    /// T T^T and P T.
    func products() {
        _ = outputs.timesOwnTranspose()
        _ = Matrix.product(weights, outputs)
    }

    /// The spectrum of K/n and V f(w) V^T.
    func decomposeWhole() throws { _ = try gram.symmetricEigen().vectors.timesOwnTranspose() }

    /// The same for the blocks of K o Y.
    func decomposeBlocks() throws {
        for block in blocks { _ = try block.symmetricEigen().vectors.timesOwnTranspose() }
    }
}

/// Random numbers, Adam steps and pulses of all units for one batch.
struct PulseOperations {
    private let weights: Int
    private let readings: Int
    private var stream = RandomStream(seed: 0, name: "pulses")
    private var uniforms: [Float]
    private var normals: [Float]
    private var readNoise: [Float]
    private let gradient: [Float]
    private var first: [Float]
    private var second: [Float]
    private var counts: [Int8]
    private var conductance: [Float]
    private let scale: [Float]
    private let maximum: [Float]
    private var differences: [Float]

    init(units: [UnitShape], n: Int) {
        weights = units.reduce(0) { $0 + $1.weights }
        readings = units.reduce(0) { $0 + n * $1.outputs }
        uniforms = stream.uniform(weights)
        normals = stream.normal(2 * weights)
        readNoise = stream.normal(readings)
        gradient = stream.normal(weights)
        first = stream.normal(weights)
        second = [Float](repeating: 1, count: weights)
        counts = [Int8](repeating: 0, count: 2 * weights)
        conductance = [Float](repeating: 0.5, count: 2 * weights)
        scale = [Float](repeating: 1, count: 2 * weights)
        maximum = [Float](repeating: 1, count: 2 * weights)
        differences = [Float](repeating: 0, count: weights)
    }

    /// One uniform a weight, one normal a cell and one a reading.
    mutating func drawNumbers() {
        uniforms.withUnsafeMutableBufferPointer { stream.fillUniform($0) }
        normals.withUnsafeMutableBufferPointer { stream.fillNormal($0) }
        readNoise.withUnsafeMutableBufferPointer { stream.fillNormal($0) }
    }

    mutating func decide() {
        let adam = pibd_adam(
            first_decay: 0.95, second_decay: 0.99, first_correction: 1, second_correction: 1, pulses: 2,
            epsilon: 1e-10, largest: 15)
        _ = pibd_adam_pulses(&first, &second, gradient, uniforms, &counts, weights, adam)
    }

    mutating func apply() {
        let physics = pibd_pulse_physics(step: 1 / 200, step_noise: 0.3, minimum: 0.01, soft: 1)
        pibd_crossbar_pulse(&conductance, scale, scale, maximum, counts, normals, 2 * weights, physics)
        pibd_crossbar_weights(conductance, 1, 2 * weights, &differences)
    }
}

extension RandomStream {
    /// A matrix of standard normal numbers.
    mutating func matrix(rows: Int, columns: Int) -> Matrix<Float> {
        Matrix(rows: rows, columns: columns, elements: normal(rows * columns))
    }
}
