/// The cells of a PROGRAM_MAP request that get pulses.
struct MapCells {
    private(set) var pulses: [RequestJudge.Pulses] = []

    /// Nil for a map whose length does not fit its format, or which leaves its block.
    init?(_ fields: WireFields) {
        let (tile, row, column) = (fields.u16(0), fields.u16(2), fields.u16(6))
        let (rows, columns) = (fields.u16(4), fields.u16(8))
        func add(_ row: Int, _ column: Int, _ count: Int) {
            guard count != 0 else { return }
            pulses.append(RequestJudge.Pulses(tile: tile, row: row, column: column, count: abs(count)))
        }
        switch fields.u8(10) {
        case 0:
            guard fields.count == 20 + rows * columns else { return nil }
            for index in 0..<rows * columns {
                add(row + index / columns, column + index % columns, fields.i8(20 + index))
            }
        case 1:
            let pitch = (columns + 1) / 2
            guard fields.count == 20 + rows * pitch else { return nil }
            for y in 0..<rows {
                for x in 0..<columns {
                    let nibble = fields.u8(20 + y * pitch + x / 2) >> (x % 2 * 4) & 0xF
                    add(row + y, column + x, nibble < 8 ? nibble : nibble - 16)
                }
            }
        case 2:
            guard fields.count >= 24, fields.count == 24 + 5 * fields.u32(20) else { return nil }
            for offset in stride(from: 24, to: fields.count, by: 5) {
                let (y, x) = (fields.u16(offset), fields.u16(offset + 2))
                guard (row..<row + rows).contains(y), (column..<column + columns).contains(x) else { return nil }
                add(y, x, fields.i8(offset + 4))
            }
        default: return nil
        }
    }
}
