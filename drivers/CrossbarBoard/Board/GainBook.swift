import PhysicalDevices

/// What gain and range the columns of a board have been set to since HELLO.
struct GainBook: Sendable {
    /// Gain and range of one column.
    struct Setting: Sendable, Equatable {
        var gain: Float = 1
        var range: UInt16 = 0
    }

    private var tiles: [Int: [Int: Setting]] = [:]

    /// Whether all columns of the block have the setting; 1 and 0 where nothing was set.
    func holds(_ setting: Setting, on block: CellBlock) -> Bool {
        let tile = tiles[block.tile] ?? [:]
        return block.columns.allSatisfy { tile[$0, default: Setting()] == setting }
    }

    /// Notes the setting of columns; nil where it is not known.
    mutating func note(_ setting: Setting, tile: Int, columns: Range<Int>) {
        for column in columns { tiles[tile, default: [:]][column] = setting }
    }
}
