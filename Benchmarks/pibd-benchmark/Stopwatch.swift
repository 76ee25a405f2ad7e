import Foundation

/// Times one operation again and again.
struct Stopwatch {
    /// Seconds spent on an operation after its warm-up, which takes a quarter as long.
    let seconds: Double

    /// The median time of one call [us] and the number of calls.
    func time(_ operation: () throws -> Void) rethrows -> (medianMicroseconds: Double, repetitions: Int) {
        let clock = ContinuousClock()
        let warm = clock.now + .seconds(seconds / 4)
        while clock.now < warm { try operation() }
        var samples: [Double] = []
        let end = clock.now + .seconds(seconds)
        while clock.now < end || samples.count < 5 {
            let start = clock.now
            try operation()
            samples.append((clock.now - start) / .microseconds(1))
        }
        samples.sort()
        return (samples[samples.count / 2], samples.count)
    }
}

/// Writes one JSON object on a line of its own.
func writeLine(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = .sortedKeys
    try FileHandle.standardOutput.write(contentsOf: encoder.encode(value) + Data("\n".utf8))
}
