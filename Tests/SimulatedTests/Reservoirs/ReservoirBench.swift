import Matrices
import PhysicalDevices
import Simulated

/// A small simulated reservoir, open behind its gate.
struct ReservoirBench<Physics: ReservoirPhysics> {
    let device: SimulatedReservoir<Physics>
    let gate: SafetyGate
    /// Eight inputs, the constant drive, and ten outputs.
    let block = CellBlock(tile: 0, rows: 0..<9, columns: 0..<20)

    init(_ parameters: Physics.Parameters, seed: UInt64 = 3) async throws {
        device = SimulatedReservoir<Physics>(id: "reservoir", parameters: parameters, seed: seed)
        try await device.open()
        gate = try await SafetyGate(
            device: device, envelope: SafetyEnvelope(spanning: Physics.descriptor(for: parameters)))
    }

    func request(_ vectors: Range<Int> = 0..<6, gain: Double = 0.3, bias: Float = 1) -> DriveRequest {
        let drive = Matrix<Float>(rows: vectors.count, columns: 9) { target in
            for (index, vector) in vectors.enumerated() {
                for row in 0..<8 { target[9 * index + row] = Float((9 * vector + row) * 37 % 101) / 100 }
                target[9 * index + 8] = bias
            }
        }
        return DriveRequest(block: block, drive: drive, gain: gain, fullScale: Voltage(1))
    }

    func read(gain: Double = 0.3) async throws -> Matrix<Float> { try await gate.process(request(gain: gain)).outputs }

    /// Sets every pair of elements to a difference of its own, in parts of the range.
    func couple(
        _ difference: (_ row: Int, _ output: Int) -> Float = { Float(($0 * 7 + $1 * 5) % 11 - 5) / 8 }
    ) async throws {
        let targets = Matrix<Float>(rows: 9, columns: 20) { target in
            for row in 0..<9 {
                for output in 0..<10 {
                    let half = difference(row, output) * 50e-6
                    target[20 * row + 2 * output] = 50.5e-6 + half * 0.98
                    target[20 * row + 2 * output + 1] = 50.5e-6 - half * 0.98
                }
            }
        }
        try await gate.program(TargetMap(block: block, targets: targets))
    }
}

extension OscillatorParameters {
    static var small: OscillatorParameters {
        var parameters = OscillatorParameters()
        parameters.tiles = 2
        parameters.oscillators = 12
        return parameters
    }
}

extension MagnonicRingParameters {
    static var small: MagnonicRingParameters {
        var parameters = MagnonicRingParameters()
        parameters.tiles = 2
        parameters.inputs = 10
        parameters.nodes = 12
        return parameters
    }
}
