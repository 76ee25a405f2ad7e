import RandomStreams

/// Spreads a unit's cells by blind random pulses before training.
///
/// No cell is read and no target is aimed at, so any chip that takes pulses can be prepared so. k SET pulses on G+ with
/// k RESET pulses on G- move the differential conductance by about k a; k ~ N(0, sigma^2) with sigma = spread / (8 a)
/// makes the weights' standard deviation spread / sqrt(d_in).
public struct InitialPulses: Sendable {
    private var stream: RandomStream

    /// Pulses drawn from `stream`.
    public init(stream: RandomStream) { self.stream = stream }

    /// Prepares one circuit; returns the pulses applied.
    public mutating func prepare(_ circuit: UnitCircuit) async throws -> Int {
        let unit = circuit.specification
        guard unit.initialSpread > 0, let pulses = circuit.descriptor.pulses else { return 0 }
        let sigma = unit.initialSpread / 8 / pulses.nominalStep
        let most = min(pulses.maximumCount, 127)
        var remaining = stream.normal(unit.rows * unit.outputs).map { Int((Double($0) * sigma).rounded()) }
        var applied = 0
        while remaining.contains(where: { $0 != 0 }) {
            let now = remaining.map { min(most, max(-most, $0)) }
            applied += try await circuit.program(now.flatMap { [Int8($0), Int8(-$0)] })
            for index in remaining.indices { remaining[index] -= now[index] }
        }
        return applied
    }
}
