/// What looking at one thing on the host came to. "Could not look" is neither "there" nor "not there".
public enum Observation<Value: Sendable>: Sendable {
    /// It was there, and this is it.
    case found(Value)
    /// It does not exist.
    case absent
    /// It could not be looked at, and why.
    case unreadable(String)

    /// The value, nil unless it was found.
    public var value: Value? {
        guard case .found(let value) = self else { return nil }
        return value
    }

    /// The same observation of something that follows from the value.
    public func map<Other>(_ transform: (Value) -> Other) -> Observation<Other> {
        switch self {
        case .found(let value): .found(transform(value))
        case .absent: .absent
        case .unreadable(let reason): .unreadable(reason)
        }
    }
}

extension Observation: Equatable where Value: Equatable {}
