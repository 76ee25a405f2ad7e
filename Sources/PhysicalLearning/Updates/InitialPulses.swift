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
        let sigma = Float(unit.initialSpread / 8 / pulses.nominalStep)
        let most = Float(min(pulses.maximumCount, 127))
        var remaining = stream.normal(unit.rows * unit.outputs).map { ($0 * sigma).rounded() }
        var applied = 0
        // A fine pulse step takes more pulses than one request may hold.
        repeat {
            var counts = [Int8](repeating: 0, count: 2 * remaining.count)
            for index in remaining.indices {
                let now = min(most, max(-most, remaining[index]))
                counts[2 * index] = Int8(now)
                counts[2 * index + 1] = Int8(-now)
                remaining[index] -= now
            }
            applied += try await circuit.program(counts)
        } while remaining.contains { $0 != 0 }
        return applied
    }
}
