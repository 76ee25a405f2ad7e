import ArgumentParser

/// A drive as it is written on the command line: values with commas between, `VALUExCOUNT` for repeated ones.
struct DriveVector: ExpressibleByArgument, Equatable {
    /// Fractions of the input full scale.
    let values: [Float]

    /// More than any slice of a device takes, and little enough for one message.
    static let largestCount = 1 << 20

    init?(argument: String) {
        var values: [Float] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let factors = part.split(separator: "x", omittingEmptySubsequences: false)
            guard factors.count <= 2, let value = Float(factors[0]), value.isFinite else { return nil }
            guard let count = factors.count == 2 ? Int(factors[1]) : 1, count >= 1,
                count <= Self.largestCount - values.count
            else { return nil }
            values += repeatElement(value, count: count)
        }
        self.values = values
    }
}
