import CElementwise

/// How many pulses every cell of a device has had, tile by tile.
///
/// A tile is counted from its first pulse on: a board with many unused tiles costs nothing.
struct WearAccount: Sendable {
    private let array: ArrayGeometry
    private var tiles: [Int: [UInt32]] = [:]
    /// Pulses of the most worn cell.
    private(set) var highest = 0

    init(array: ArrayGeometry) { self.array = array }

    /// Most pulses that any cell of the block would have had after `map`.
    func highest(after map: PulseMap) -> Int {
        guard let wear = tiles[map.block.tile] else { return PulseCounts.largest(map.counts) }
        return wear.withUnsafeBufferPointer { wear in
            map.counts.withUnsafeBufferPointer { counts in
                Int(
                    pibd_pulses_highest_after(
                        counts.baseAddress!, map.block.rows.count, map.block.columns.count,
                        wear.baseAddress! + offset(map.block), array.columns))
            }
        }
    }

    /// Enters the pulses of `map`.
    mutating func add(_ map: PulseMap) {
        let start = offset(map.block)
        let highestThere = tiles[map.block.tile, default: [UInt32](repeating: 0, count: array.rows * array.columns)]
            .withUnsafeMutableBufferPointer { wear in
                map.counts.withUnsafeBufferPointer { counts in
                    Int(
                        pibd_pulses_accumulate(
                            counts.baseAddress!, map.block.rows.count, map.block.columns.count,
                            wear.baseAddress! + start, array.columns))
                }
            }
        highest = max(highest, highestThere)
    }

    /// The pulses of one cell.
    func pulses(tile: Int, row: Int, column: Int) -> Int {
        tiles[tile].map { Int($0[row * array.columns + column]) } ?? 0
    }

    /// All counts, to be kept.
    var snapshot: WearSnapshot { WearSnapshot(rows: array.rows, columns: array.columns, tiles: tiles) }

    /// Takes up kept counts: every cell then has the higher of the two numbers, so nothing is ever forgotten. False,
    /// and nothing changed, when the snapshot is of an array of another shape.
    mutating func restore(_ snapshot: WearSnapshot) -> Bool {
        let cells = array.rows * array.columns
        guard snapshot.rows == array.rows, snapshot.columns == array.columns,
            snapshot.tiles.allSatisfy({ (0..<array.tiles).contains($0.key) && $0.value.count == cells })
        else { return false }
        for (tile, kept) in snapshot.tiles {
            let counts = tiles[tile].map { zip($0, kept).map(max) } ?? kept
            tiles[tile] = counts
            highest = max(highest, Int(counts.max() ?? 0))
        }
        return true
    }

    private func offset(_ block: CellBlock) -> Int { block.rows.lowerBound * array.columns + block.columns.lowerBound }
}
