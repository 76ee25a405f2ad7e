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

    private func offset(_ block: CellBlock) -> Int { block.rows.lowerBound * array.columns + block.columns.lowerBound }
}
