import CElementwise
import Matrices
import PhysicalDevices
import RandomStreams

/// A magnonic delay-line ring with gain that saturates: spin-wave pulses go round, one node a time slot.
///
/// s_k(t) = tanh(g s_k(t-1) + b s_(k-1)(t) + a m_k x_t + c n_k x_last + noise): the inputs of a vector come one a round
/// trip, every slot k sees them through a mask m_k of its own, and the last row of a block is a constant drive. Outputs
/// are the slots after the last round trip. Nothing of it can be set: what learns are digital layers around it.
public struct MagnonicRing: ReservoirPhysics {
    public static var driver: String { "simulated-magnonic-ring" }
    public static var model: String { "simulated magnonic ring" }

    private let parameters: MagnonicRingParameters
    private let seed: UInt64
    private var tiles: [Int: Tile] = [:]
    private var lostShares: [Float] = []

    private struct Tile: Sendable {
        var electronics: ReservoirElectronics
        var thermal: RandomStream
        let masks: [Float]
        let biases: [Float]
    }

    public init(parameters: MagnonicRingParameters, seed: UInt64) {
        self.parameters = parameters
        self.seed = seed
    }

    public static func descriptor(for parameters: MagnonicRingParameters) -> DeviceDescriptor {
        DeviceDescriptor(
            capabilities: [.vectorProcessor, .fabricable],
            array: ArrayGeometry(tiles: parameters.tiles, rows: parameters.inputs + 1, columns: 2 * parameters.nodes),
            drive: DriveRange(bits: parameters.driveBits, signed: true, fullScale: Voltage(1)),
            converter: ConverterRange(
                bits: parameters.converterBits, fullScales: Voltage(0.1)...Voltage(10), gain: 1e-3...1e2),
            pulses: nil, conductanceWindow: Conductance(1e-6)...Conductance(100e-6), maximumVectors: 64,
            timePerVector: TimeSpan(100e-9))
    }

    public mutating func measure(_ request: DriveRequest) -> Measured {
        let index = request.block.tile
        var tile = tiles.removeValue(forKey: index) ?? makeTile(index)
        defer { tiles[index] = tile }
        let drive = tile.electronics.driven(request.drive)
        let width = request.block.outputs
        // The thermal noise of many vectors at once would not fit the cache.
        let ends = stride(from: 0, to: drive.rows, by: 64).map { start in
            run(drive.rows(start..<min(drive.rows, start + 64)), &tile).columns(0..<width)
        }
        return tile.electronics.converted(
            Matrix.concatenatingRows(ends), request, seconds: 100e-9 * Double(request.block.rows.count))
    }

    /// The slots of every vector after its last round trip (n x nodes).
    private func run(_ drive: Matrix<Float>, _ tile: inout Tile) -> Matrix<Float> {
        let (n, steps, nodes) = (drive.rows, drive.columns - 1, parameters.nodes)
        let signals = drive.transposed()
        let physics = pibd_ring_physics(
            feedback: Float(parameters.feedback), bandwidth: Float(parameters.bandwidth),
            noise: Float(parameters.thermalNoise))
        // A stream of its own for each vector: parts of a batch have the noise they have in the whole.
        var normals: [Float] = []
        if parameters.thermalNoise > 0 {
            let draws = Matrix<Float>(rows: n, columns: steps * nodes) { target in
                let width = steps * nodes
                for vector in 0..<n {
                    tile.thermal.fillNormal(
                        UnsafeMutableBufferPointer(rebasing: target[vector * width..<(vector + 1) * width]))
                }
            }
            normals = draws.transposed().elements
        }
        var state = [Float](repeating: 0, count: nodes * n)
        signals.withUnsafeElements { signals in
            let bias = signals.baseAddress! + steps * n
            if normals.isEmpty {
                pibd_ring_run(
                    signals.baseAddress!, bias, steps, n, tile.masks, tile.biases, nodes, nil, physics, &state)
            } else {
                pibd_ring_run(
                    signals.baseAddress!, bias, steps, n, tile.masks, tile.biases, nodes, normals, physics, &state)
            }
        }
        return Matrix(rows: nodes, columns: n, elements: state).transposed()
    }

    private func makeTile(_ index: Int) -> Tile {
        var stream = RandomStream(seed: seed, name: "reservoir/tile-\(index)/masks")
        let (signs, spreads) = (stream.uniform(parameters.nodes), stream.normal(parameters.nodes))
        let biases = stream.normal(parameters.nodes)
        var tile = Tile(
            electronics: ReservoirElectronics(
                driveBits: parameters.driveBits, converterBits: parameters.converterBits,
                readNoise: parameters.readNoise, outputs: parameters.nodes, seed: seed, tile: index),
            thermal: RandomStream(seed: seed, name: "reservoir/tile-\(index)/thermal-noise"),
            masks: zip(signs, spreads).map { sign, spread in
                Float(parameters.inputStrength) * ((sign < 0.5 ? -1 : 1) + Float(parameters.maskSpread) * spread)
            },
            biases: biases.map { Float(parameters.biasStrength) * $0 })
        for share in lostShares { tile.electronics.loseOutputs(share: share) }
        return tile
    }

    public mutating func loseOutputs(share: Float) {
        for index in tiles.keys { tiles[index]?.electronics.loseOutputs(share: share) }
        lostShares.append(share)
    }
}
