import Foundation

/// How much is done, from which seed, with which programs.
struct Plan: Sendable {
    enum Part: String, CaseIterable, Sendable { case replies, unplug, kill, envelope }

    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    static let usage = """
        usage: pibd-chaos [--minutes N | --short] [--seed S] [--part replies|unplug|kill|envelope]
        $PIBD_BIN is the directory of pibd and pib-safe.
        """
    /// The time for which the full counts are meant [min].
    private static let fullMinutes = 30.0

    var parts = Part.allCases
    var seed: UInt64 = 1
    /// Share of the full counts.
    private var share = 1.0
    let programs: URL

    init(arguments: [String]) throws {
        var rest = arguments[...]
        func value(_ name: String) throws -> String {
            guard let value = rest.popFirst() else { throw UsageError(description: "\(name) needs a value") }
            return value
        }
        while let name = rest.popFirst() {
            switch name {
            case "--short": share = 1.4 / Self.fullMinutes
            case "--minutes":
                guard let minutes = Double(try value(name)), minutes > 0, minutes <= 100_000 else {
                    throw UsageError(description: "--minutes takes a number above 0")
                }
                share = minutes / Self.fullMinutes
            case "--seed":
                guard let seed = UInt64(try value(name)) else {
                    throw UsageError(description: "--seed takes a whole number")
                }
                self.seed = seed
            case "--part":
                guard let part = Part(rawValue: try value(name)) else {
                    throw UsageError(description: "there is no such part")
                }
                parts = [part]
            default: throw UsageError(description: "unknown option \(name)")
            }
        }
        programs = URL(fileURLWithPath: ProcessInfo.processInfo.environment["PIBD_BIN"] ?? ".build/release")
    }

    /// The plan's share of `full`, and no fewer than `least`.
    func count(_ full: Int, least: Int) -> Int { max(least, Int((Double(full) * share).rounded())) }
}
