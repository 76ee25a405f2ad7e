import Foundation
import RandomStreams

/// Keeping a chip and making it again. What follows from the seed is not kept.
extension CrossbarChip {
    /// What a state is worth little without.
    private struct Summary: Codable {
        var physics: String
        var seed: UInt64
        var clock: Int64
        var damage: [CellDamage]
        var tiles: [Tile]
    }

    private struct Tile: Codable {
        var index: Int
        var readNoise: RandomStream
        var pulseNoise: RandomStream
    }

    /// Its state now.
    func savedState() throws -> SavedState {
        var tensors: [String: [Float]] = [:]
        let summary = Summary(
            physics: physics, seed: seed, clock: clock, damage: damage,
            tiles: tiles.values.sorted { $0.index < $1.index }.map { tile in
                tensors.merge(tile.tensors) { $1 }
                return Tile(index: tile.index, readNoise: tile.readNoise, pulseNoise: tile.pulseNoise)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return SavedState(
            summary: String(decoding: try encoder.encode(summary), as: UTF8.self), tensors: tensors)
    }

    /// The chip of `state`, with these parameters; nil for a state of another kind of chip or a damaged one.
    init?(parameters: CrossbarParameters, state: SavedState) {
        guard let summary = try? JSONDecoder().decode(Summary.self, from: Data(state.summary.utf8)) else { return nil }
        self.init(parameters: parameters, seed: summary.seed)
        guard summary.physics == physics, summary.clock >= 0 else { return nil }
        clock = summary.clock
        damage = summary.damage
        for kept in summary.tiles {
            guard (0..<parameters.tiles).contains(kept.index) else { return nil }
            var tile = takeTile(kept.index)
            guard tile.take(state.tensors, readNoise: kept.readNoise, pulseNoise: kept.pulseNoise) else { return nil }
            tiles[kept.index] = tile
        }
    }

    private var physics: String { String(describing: parameters) }
}

extension CrossbarTile {
    private enum Part: String { case cells, pulses, programmed, held }

    private func name(_ part: Part) -> String { "tile-\(index)/\(part.rawValue)" }

    /// The tensors that the seed does not say. Counts of pulses are kept as their bit patterns.
    fileprivate var tensors: [String: [Float]] {
        var tensors = [name(.cells): conductance]
        if !pulsesHad.isEmpty { tensors[name(.pulses)] = pulsesHad.map(Float.init(bitPattern:)) }
        if !programmedAt.isEmpty { tensors[name(.programmed)] = programmedAt }
        if holdsInputs { tensors[name(.held)] = heldInputs }
        return tensors
    }

    /// Takes up what was kept of it; false when that does not fit.
    fileprivate mutating func take(
        _ tensors: [String: [Float]], readNoise: RandomStream, pulseNoise: RandomStream
    ) -> Bool {
        guard readNoise.key == self.readNoise.key, pulseNoise.key == self.pulseNoise.key,
            let cells = tensors[name(.cells)], cells.count == conductance.count
        else { return false }
        conductance = cells
        self.readNoise = readNoise
        self.pulseNoise = pulseNoise
        if !programmedAt.isEmpty {
            guard let times = tensors[name(.programmed)], times.count == programmedAt.count else { return false }
            programmedAt = times
        }
        if !pulsesHad.isEmpty {
            guard let counts = tensors[name(.pulses)], counts.count == pulsesHad.count else { return false }
            pulsesHad = counts.map(\.bitPattern)
            for cell in pulsesHad.indices { fixIfWorn(cell) }
        }
        if let held = tensors[name(.held)] {
            guard held.count == heldInputs.count else { return false }
            heldInputs = held
            holdsInputs = held.contains { $0 != 0 }
        }
        weights = nil
        return true
    }
}
