/// Watches every unit's information and notices when one of them falls below what it has lately been.
///
/// It sees nothing but what the units measure of themselves anyway. Each unit has a reference, the mean and spread of
/// its latest batches; a drop is `sustained` batches in a row further below the mean than `threshold` spreads and
/// `least` bits. While a unit is suspiciously low its reference stands still, so that a fault does not become the new
/// normal; a slow decline, which the reference follows, is not what this notices.
public struct InformationMonitor: Codable, Sendable, Equatable {
    /// When a fall counts.
    public struct Settings: Sendable, Equatable {
        /// Spreads below the mean.
        public var threshold = 4.0
        /// Bits below the mean, so that a very even unit does not cry at nothing.
        public var least = 0.1
        /// Batches in a row.
        public var sustained = 3
        /// Batches that make a reference; nothing is noticed before.
        public var reference = 20

        /// The defaults.
        public init() {}
    }

    /// A unit whose information has fallen.
    public struct Drop: Sendable, Equatable {
        /// The unit's name.
        public let unit: String
        /// What it was lately [bit].
        public let before: Double
        /// What it is now, the mean of the batches that gave the alarm [bit].
        public let now: Double
    }

    struct Reference: Codable, Equatable {
        var values: [Double] = []
        var low: [Double] = []
    }

    private var references: [String: Reference] = [:]

    /// A monitor that knows nothing yet.
    public init() {}

    /// Takes what the units showed in a batch; the units that have just been found to have fallen. A unit without
    /// information is not watched.
    public mutating func observe(_ units: [UnitReport], _ settings: Settings = Settings()) -> [Drop] {
        units.compactMap { unit -> Drop? in
            guard let information = unit.information, information.isFinite else { return nil }
            return references[unit.unit, default: Reference()].observe(information, settings).map {
                Drop(unit: unit.unit, before: $0.before, now: $0.now)
            }
        }
    }
}

extension InformationMonitor.Reference {
    fileprivate mutating func observe(
        _ value: Double, _ settings: InformationMonitor.Settings
    ) -> (before: Double, now: Double)? {
        guard values.count >= settings.reference else {
            values.append(value)
            return nil
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        guard value < mean - max(settings.least, settings.threshold * variance.squareRoot()) else {
            low = []
            values.removeFirst()
            values.append(value)
            return nil
        }
        low.append(value)
        guard low.count >= settings.sustained else { return nil }
        defer { low = [] }
        return (mean, low.reduce(0, +) / Double(low.count))
    }
}
