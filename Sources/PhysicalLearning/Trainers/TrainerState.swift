import Matrices
import RandomStreams

/// What a trainer has learnt beside the cells: moments, counters, and where its random streams stand.
public struct TrainerState: Sendable, Equatable {
    /// Tensors by name.
    public var tensors: [String: [Float]]
    /// Numbers by name; whole ones are exact up to 2^53.
    public var numbers: [String: Double]
    /// Random streams by name.
    public var streams: [String: RandomStream]

    /// A state from its parts.
    public init(
        tensors: [String: [Float]] = [:], numbers: [String: Double] = [:], streams: [String: RandomStream] = [:]
    ) {
        self.tensors = tensors
        self.numbers = numbers
        self.streams = streams
    }

    /// Takes in `part` under a name of its own.
    mutating func add(_ part: TrainerState, as name: String) {
        for (key, value) in part.tensors { tensors["\(name)/\(key)"] = value }
        for (key, value) in part.numbers { numbers["\(name)/\(key)"] = value }
        for (key, value) in part.streams { streams["\(name)/\(key)"] = value }
    }

    /// The part that was added under `name`.
    func part(_ name: String) -> TrainerState {
        func own<Value>(_ all: [String: Value]) -> [String: Value] {
            let prefix = "\(name)/"
            let own = all.filter { $0.key.hasPrefix(prefix) }
            return Dictionary(own.map { (String($0.key.dropFirst(prefix.count)), $0.value) }) { $1 }
        }
        return TrainerState(tensors: own(tensors), numbers: own(numbers), streams: own(streams))
    }

    /// The tensor called `name`; throws `TrainerError` unless it has `count` elements.
    func tensor(_ name: String, count: Int) throws -> [Float] {
        guard let tensor = tensors[name], tensor.count == count else { throw Self.unfit(name) }
        return tensor
    }

    /// The matrix called `name`; throws `TrainerError` unless it has the shape of `matrix`.
    func matrix(_ name: String, like matrix: Matrix<Float>) throws -> Matrix<Float> {
        Matrix(
            rows: matrix.rows, columns: matrix.columns,
            elements: try tensor(name, count: matrix.rows * matrix.columns))
    }

    /// The number called `name`; throws `TrainerError` without it.
    func number(_ name: String) throws -> Double {
        guard let number = numbers[name] else { throw Self.unfit(name) }
        return number
    }

    /// The whole number called `name`, not negative; throws `TrainerError` without it.
    func count(_ name: String) throws -> Int {
        guard let count = Int(exactly: try number(name)), count >= 0 else { throw Self.unfit(name) }
        return count
    }

    /// The stream called `name`, further on than `stream`; throws `TrainerError` for another one.
    func stream(_ name: String, like stream: RandomStream) throws -> RandomStream {
        guard let kept = streams[name], kept.key == stream.key else { throw Self.unfit(name) }
        return kept
    }

    static func unfit(_ name: String) -> TrainerError {
        TrainerError(
            message: "what was kept of the trainer (\(name)) does not fit this experiment",
            remedy: "resume the run with the version of pibd that began it, or submit it again")
    }
}
