import Matrices
import PhysicalDevices

/// Coupled nonlinear oscillators that start at rest and are read after a while.
///
/// q_j'' = -f(q_j) + sum_i J_ij (f(q_i) - f(q_j)) + e_j, J symmetric, integrated by Runge-Kutta of fourth order. A
/// block of R + 1 rows and D outputs is a network of max(R, D) oscillators: row i starts oscillator i, all others start
/// at 0; output j is q_j at the end. The pair of elements in row i and output j sets F_ij, and J = (F + F^T)/2; the
/// last row sets the constant drives e_j, in proportion to what that row is driven with.
public struct OscillatorNetwork: TargetableReservoir {
    public static var driver: String { "simulated-oscillators" }
    public static var model: String { "simulated coupled oscillators" }
    /// The conductances that a coupling element can be set to.
    static let window = Conductance(1e-6)...Conductance(100e-6)

    private let parameters: OscillatorParameters
    private let seed: UInt64
    private var tiles: [Int: OscillatorTile] = [:]
    private var lostShares: [Float] = []

    public init(parameters: OscillatorParameters, seed: UInt64) {
        self.parameters = parameters
        self.seed = seed
    }

    public static func descriptor(for parameters: OscillatorParameters) -> DeviceDescriptor {
        DeviceDescriptor(
            capabilities: [.vectorProcessor, .targetProgrammable, .fabricable],
            array: ArrayGeometry(
                tiles: parameters.tiles, rows: parameters.oscillators + 1, columns: 2 * parameters.oscillators),
            drive: DriveRange(bits: parameters.driveBits, signed: true, fullScale: Voltage(1)),
            converter: ConverterRange(
                bits: parameters.converterBits, fullScales: Voltage(0.1)...Voltage(10), gain: 1e-3...1e2),
            pulses: nil, conductanceWindow: window, maximumVectors: 256,
            timePerVector: TimeSpan(1e-6))
    }

    public mutating func measure(_ request: DriveRequest) -> Measured {
        var tile = take(request.block.tile)
        defer { tiles[request.block.tile] = tile }
        return tile.measure(request)
    }

    public mutating func program(_ map: TargetMap) {
        var tile = take(map.block.tile)
        tile.program(map)
        tiles[map.block.tile] = tile
    }

    public mutating func loseOutputs(share: Float) {
        for index in tiles.keys { tiles[index]?.loseOutputs(share: share) }
        lostShares.append(share)
    }

    /// Takes a tile out of the table, so that changing it copies nothing; the caller puts it back.
    private mutating func take(_ index: Int) -> OscillatorTile {
        if let tile = tiles.removeValue(forKey: index) { return tile }
        var tile = OscillatorTile(parameters: parameters, index: index, seed: seed)
        for share in lostShares { tile.loseOutputs(share: share) }
        return tile
    }
}
