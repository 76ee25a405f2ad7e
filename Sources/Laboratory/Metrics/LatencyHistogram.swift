import Foundation

/// How long things took: eight buckets an octave from 1 us to more than an hour, so a quantile is within 5 % of the
/// truth and the whole costs two kilobytes, however many values it holds.
public struct LatencyHistogram: Sendable, Equatable {
    private static let bucketsPerOctave = 8.0
    private static let bucketCount = 256
    /// [s] The lower end of the first bucket.
    private static let shortest = 1e-6

    private var buckets = [UInt32](repeating: 0, count: LatencyHistogram.bucketCount)
    /// How many values it holds.
    public private(set) var count = 0

    /// An empty histogram.
    public init() {}

    /// Adds a value [s]. What is shorter than a microsecond counts as one.
    public mutating func add(_ seconds: Double) {
        let octaves = log2(max(seconds, Self.shortest) / Self.shortest)
        let bucket = octaves.isFinite ? Int(min(octaves * Self.bucketsPerOctave, 1e6)) : Self.bucketCount
        buckets[min(bucket, Self.bucketCount - 1)] &+= 1
        count += 1
    }

    /// Adds everything that `other` holds.
    public mutating func add(_ other: LatencyHistogram) {
        for index in buckets.indices { buckets[index] &+= other.buckets[index] }
        count += other.count
    }

    /// The value [s] below which a `fraction` of the values lies, 0...1; nil while there is none.
    public func quantile(_ fraction: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((min(max(fraction, 0), 1) * Double(count)).rounded(.up)))
        var below = 0
        for (index, number) in buckets.enumerated() {
            below += Int(number)
            // The middle of the bucket, on the scale on which the buckets are equally wide.
            if below >= rank { return Self.shortest * exp2((Double(index) + 0.5) / Self.bucketsPerOctave) }
        }
        return nil
    }
}
