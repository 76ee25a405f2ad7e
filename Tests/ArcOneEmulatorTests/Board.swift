@testable import ArcOneEmulator

/// An emulated board and what it said.
struct Board {
    var machine: ArcOneMachine
    var said: [UInt8] = []
    var now = 0.0

    static let start = "00\n0\n30\n32\n32\n2\n0\n0\n0.500000\n01\n2\n0.500000\n"

    init(_ settings: ArcOneMachine.Settings = .instant, started: Bool = true) {
        machine = ArcOneMachine(seed: 1, settings: settings)
        if started {
            say(Self.start)
            said = []
        }
    }

    mutating func say(_ text: String) {
        for reply in machine.receive(Array(text.utf8), at: now) { said += reply.bytes }
    }

    mutating func pass(_ seconds: Double) {
        now += seconds
        for reply in machine.tick(at: now) { said += reply.bytes }
    }

    /// What was said since the last time, as numbers.
    mutating func numbers() -> [Float] {
        defer { said = [] }
        return stride(from: 0, to: said.count / 4 * 4, by: 4).map { first in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(said[first + $1]) << UInt32(8 * $1) })
        }
    }

    /// What was said, as series of triplets ended by three zeros.
    mutating func series() -> [[[Float]]] {
        let numbers = numbers()
        var series: [[[Float]]] = [[]]
        for first in stride(from: 0, to: numbers.count, by: 3) {
            let triplet = Array(numbers[first..<first + 3])
            if triplet == [0, 0, 0] { series.append([]) } else { series[series.count - 1].append(triplet) }
        }
        return series.dropLast()
    }
}
