/// A metric with all its samples, as OpenMetrics 1.0 (openmetrics.io) has it.
public struct MetricFamily: Sendable, Equatable {
    /// What kind of numbers they are.
    public enum Kind: String, Sendable {
        /// Goes up and down.
        case gauge
        /// Only grows while the daemon runs.
        case counter
        /// Quantiles with the number and the sum of what they are of.
        case summary
        /// Facts in the labels; the number is 1.
        case info
    }

    /// One number.
    public struct Sample: Sendable, Equatable {
        /// Added to the family's name: `_count` of a summary for instance. The writer knows those of the kinds.
        public let suffix: String
        /// Names and values, in the order in which they are written.
        public let labels: [(name: String, value: String)]
        /// The number.
        public let value: Double

        /// A sample from its parts.
        public init(_ value: Double, _ labels: [(name: String, value: String)] = [], suffix: String = "") {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }

        public static func == (left: Self, right: Self) -> Bool {
            left.suffix == right.suffix && left.value == right.value
                && left.labels.map(\.name) == right.labels.map(\.name)
                && left.labels.map(\.value) == right.labels.map(\.value)
        }
    }

    /// The name without the suffixes of the kind.
    public let name: String
    /// What kind of numbers they are.
    public let kind: Kind
    /// The unit, with which the name then ends: seconds, bytes, ...
    public let unit: String?
    /// What they mean, one sentence.
    public let help: String
    /// The numbers.
    public var samples: [Sample]

    /// A family from its parts. With a unit the name is `name_unit`.
    public init(
        _ name: String, _ kind: Kind, unit: String? = nil, _ help: String, _ samples: [Sample] = []
    ) {
        self.name = unit.map { "\(name)_\($0)" } ?? name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.samples = samples
    }
}
