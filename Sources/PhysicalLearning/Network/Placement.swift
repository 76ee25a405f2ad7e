import PhysicalDevices

/// Where a unit's cells lie on a device: one block, or several tiles whose partial sums the host adds.
public struct Placement: Sendable, Equatable {
    /// One rectangle of the unit.
    public struct Piece: Sendable, Equatable {
        /// The cells.
        public let block: CellBlock
        /// Which of the unit's rows (inputs, then bias) it holds.
        public let rows: Range<Int>
        /// Which of the unit's outputs it holds.
        public let outputs: Range<Int>
    }

    /// The pieces; together they cover every row and output once.
    public let pieces: [Piece]

    /// Places units one after another on the tiles of an array, each piece on a tile of its own.
    ///
    /// Throws `PlacementError` when the array has too few tiles.
    public static func place(_ units: [UnitSpecification], on array: ArrayGeometry) throws -> [Placement] {
        guard array.rows > 0, array.outputs > 0 else {
            throw PlacementError(needed: units.count, array: array)
        }
        var tile = 0
        let placements = units.map { unit in
            var pieces: [Piece] = []
            for rows in chunks(of: unit.rows, upTo: array.rows) {
                for outputs in chunks(of: unit.outputs, upTo: array.outputs) {
                    let block = CellBlock(tile: tile, rows: 0..<rows.count, columns: 0..<2 * outputs.count)
                    pieces.append(Piece(block: block, rows: rows, outputs: outputs))
                    tile += 1
                }
            }
            return Placement(pieces: pieces)
        }
        guard tile <= array.tiles else { throw PlacementError(needed: tile, array: array) }
        return placements
    }

    private static func chunks(of count: Int, upTo size: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
    }
}

/// A network that does not fit a device.
public struct PlacementError: Error, Sendable, CustomStringConvertible {
    /// Tiles that the network needs.
    public let needed: Int
    /// What the device has.
    public let array: ArrayGeometry

    public var description: String {
        "the network needs \(needed) tiles of \(array.rows) x \(array.columns) cells, the device has \(array.tiles); "
            + "use smaller units or a larger device"
    }
}
