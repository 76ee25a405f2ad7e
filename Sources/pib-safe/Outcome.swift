/// What became of a device.
enum Outcome: CustomStringConvertible {
    case safe(String)
    case notSafe(String)

    var isSafe: Bool { if case .safe = self { true } else { false } }

    var description: String {
        switch self {
        case .safe(let how): "safe: \(how)"
        case .notSafe(let why): "not safe: \(why); treat its outputs as live and switch off its supply by hand"
        }
    }
}
