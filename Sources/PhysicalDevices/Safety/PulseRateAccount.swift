/// When how many pulses may go out: a rate for the whole device, and one for every cell.
///
/// An account holds one number, the moment at which all pulses so far are paid for at the allowed rate. A request may
/// start once that moment, moved on by its own pulses, is over; up to one second's worth of pulses is saved up in quiet
/// times. So in any T seconds no more pulses are started than rate * T and, on top, one second's worth or one request,
/// whichever is more: a request is never taken apart.
struct PulseRateAccount: Sendable {
    /// Pulses a second, all cells together; nil for any number.
    let deviceRate: Double?
    /// Pulses a second to one cell; nil for any number.
    let cellRate: Double?
    private let array: ArrayGeometry
    private var devicePaid = -Double.infinity
    private var cellsPaid: [Int: [Double]] = [:]

    private static let savings = 1.0

    init(deviceRate: Double?, cellRate: Double?, array: ArrayGeometry) {
        self.deviceRate = deviceRate
        self.cellRate = cellRate
        self.array = array
    }

    var isUnlimited: Bool { deviceRate == nil && cellRate == nil }

    /// When the pulses of `map` may start, as far as the whole device goes [s].
    func deviceStart(_ map: PulseMap, at now: Double) -> Double {
        deviceRate.map { max(devicePaid, now - Self.savings) + Double(map.total) / $0 } ?? now
    }

    /// When the pulses of `map` may start, as far as its cells go [s].
    func cellStart(_ map: PulseMap, at now: Double) -> Double {
        guard let cellRate else { return now }
        let paid = cellsPaid[map.block.tile]
        var latest = now
        forEachPulsedCell(of: map) { cell, count in
            latest = max(latest, max(paid?[cell] ?? -.infinity, now - Self.savings) + Double(count) / cellRate)
        }
        return latest
    }

    /// Enters pulses that were asked for at `now`, whenever they start.
    mutating func enter(_ map: PulseMap, at now: Double) {
        if deviceRate != nil { devicePaid = deviceStart(map, at: now) }
        guard let cellRate else { return }
        var paid = cellsPaid.removeValue(forKey: map.block.tile)
            ?? [Double](repeating: -.infinity, count: array.rows * array.columns)
        forEachPulsedCell(of: map) { cell, count in
            paid[cell] = max(paid[cell], now - Self.savings) + Double(count) / cellRate
        }
        cellsPaid[map.block.tile] = paid
    }

    private func forEachPulsedCell(of map: PulseMap, _ body: (_ cell: Int, _ count: Int) -> Void) {
        var index = 0
        for row in map.block.rows {
            for column in map.block.columns {
                let count = Int(map.counts[index].magnitude)
                if count > 0 { body(row * array.columns + column, count) }
                index += 1
            }
        }
    }
}
