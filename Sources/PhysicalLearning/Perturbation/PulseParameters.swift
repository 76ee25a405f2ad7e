import Matrices
import RandomStreams

/// The pairs of cells of a circuit, moved by whole pulses: +1 is a SET on G+ and a RESET on G-.
struct PulseParameters: MovableParameters {
    private let circuit: UnitCircuit
    private var rounding: RandomStream
    /// Pulses between where the cells are and where they rest.
    private var present: [Int]
    private let most: Int
    let density: Float

    /// - Parameter pairs: pairs that a direction moves, on average; pulses are not taken back without a trace.
    init(_ circuit: UnitCircuit, pairs: Int, seed: UInt64) {
        self.circuit = circuit
        let unit = circuit.specification
        rounding = RandomStream(seed: seed, name: "rounding/\(unit.name)")
        present = [Int](repeating: 0, count: unit.rows * unit.outputs)
        most = max(1, min(127, circuit.descriptor.pulses?.maximumCount ?? 127))
        density = min(1, Float(pairs) / Float(max(1, present.count)))
    }

    var count: Int { present.count }
    // From one sign to the other is twice as far, and one request has to hold it, with a change on top.
    var largestOffset: Double { Double(max(1, (most - 1) / 4)) }

    // A pulse cannot be applied for one sample only.
    var directions: Int { 1 }

    mutating func offset(by amplitude: Float, along directions: Matrix<Float>) async throws -> Int {
        try await go(to: directions.row(0).map { Int((amplitude * $0).rounded()) })
    }

    mutating func keep() {
        for index in present.indices { present[index] = 0 }
    }

    mutating func move(by change: [Float]) {
        let uniforms = rounding.uniform(change.count)
        let limit = Float(max(1, most / 4))
        for index in present.indices {
            let pulses = max(-limit, min(limit, change[index]))
            present[index] -= Int((pulses + uniforms[index]).rounded(.down))
        }
    }

    mutating func rest() async throws -> Int { try await go(to: [Int](repeating: 0, count: present.count)) }

    private mutating func go(to offsets: [Int]) async throws -> Int {
        var counts = [Int8](repeating: 0, count: 2 * offsets.count)
        for index in offsets.indices {
            let pulses = max(-most, min(most, offsets[index] - present[index]))
            counts[2 * index] = Int8(pulses)
            counts[2 * index + 1] = Int8(-pulses)
            present[index] += pulses
        }
        return try await circuit.program(counts)
    }
}
