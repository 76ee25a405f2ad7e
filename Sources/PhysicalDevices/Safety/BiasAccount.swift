/// The voltages at which rows are being held, as far as the gate knows.
struct BiasAccount: Sendable {
    private let rows: Int
    private var tiles: [Int: [Double]] = [:]
    /// False after a move that failed on the device: then nobody can say what its rows are at.
    private(set) var isKnown = true

    init(array: ArrayGeometry) { rows = array.rows }

    /// The voltage of a row [V].
    func voltage(tile: Int, row: Int) -> Double { tiles[tile]?[row] ?? 0 }

    /// Sum of the magnitudes on a tile outside `excluded` rows [V].
    func sum(tile: Int, outside excluded: Range<Int>) -> Double {
        guard let voltages = tiles[tile] else { return 0 }
        return voltages.indices.reduce(0) { excluded.contains($1) ? $0 : $0 + abs(voltages[$1]) }
    }

    /// Enters a move of rows.
    mutating func move(_ request: BiasRequest) {
        var voltages = tiles.removeValue(forKey: request.tile) ?? [Double](repeating: 0, count: rows)
        for (row, voltage) in zip(request.rows, request.voltages) { voltages[row] = voltage.value }
        tiles[request.tile] = voltages
    }

    /// All rows are at 0 V: the safe state.
    mutating func release() {
        tiles = [:]
        isKnown = true
    }

    mutating func lose() { isKnown = false }
}
