/// One thing that goes wrong, with its parameter.
public struct Fault: Sendable, Equatable, CustomStringConvertible {
    /// [s] beyond which no duration may lie; about three years, for ageing.
    public static let longestDuration = 1e8
    /// The share where a script gives none.
    public static let defaultShare = 0.1
    /// The serial number where a script gives none.
    public static let defaultSerial = "OTHER"

    /// What goes wrong.
    public let kind: FaultKind
    /// [s] How long it lasts, is late, or ages; 0 for kinds without a duration.
    public let duration: Double
    /// The part of the cells or outputs that fail; 0 for kinds without a share.
    public let share: Double
    /// The serial number that the device gives; empty for kinds without one.
    public let serial: String

    /// A fault of `kind`; the parameter that is nil has its default. Throws `FaultScriptError` for a parameter that
    /// the kind does not have, or an impossible one.
    public init(
        _ kind: FaultKind, duration: Double? = nil, share: Double? = nil, serial: String? = nil
    ) throws(FaultScriptError) {
        let given: [(FaultKind.Parameter, Bool)] = [
            (.duration, duration != nil), (.share, share != nil), (.serial, serial != nil),
        ]
        for (parameter, isGiven) in given where isGiven && parameter != kind.parameter {
            throw FaultScriptError(
                parameter.rawValue, "a \(kind.rawValue) fault has no \(parameter.rawValue)",
                remedy: kind.parameter.map { "it takes \($0.rawValue)" } ?? "leave it out")
        }
        if let duration, !(duration > 0 && duration <= Self.longestDuration) {
            throw FaultScriptError(
                "duration", "\(duration) s is no duration", remedy: "give a time above 0 s and up to 1e8 s")
        }
        if let share, !(share > 0 && share <= 1) {
            throw FaultScriptError("share", "\(share) is no share", remedy: "give a part above 0 and up to 1")
        }
        if let serial, serial.isEmpty || serial.utf8.count > 64 || !serial.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) {
            throw FaultScriptError(
                "serial", "it is no serial number", remedy: "give 1 to 64 printable ASCII characters without spaces")
        }
        self.init(kind, duration, share, serial)
    }

    /// A fault of `kind` with the default of its parameter.
    public init(_ kind: FaultKind) {
        self.init(kind, nil, nil, nil)
    }

    private init(_ kind: FaultKind, _ duration: Double?, _ share: Double?, _ serial: String?) {
        self.kind = kind
        self.duration = kind.parameter == .duration ? duration ?? kind.defaultDuration : 0
        self.share = kind.parameter == .share ? share ?? Self.defaultShare : 0
        self.serial = kind.parameter == .serial ? serial ?? Self.defaultSerial : ""
    }

    public var description: String {
        switch kind.parameter {
        case .duration: "\(kind.rawValue) (\(duration) s)"
        case .share: "\(kind.rawValue) (share \(share))"
        case .serial: "\(kind.rawValue) (\(serial))"
        case nil: kind.rawValue
        }
    }
}
