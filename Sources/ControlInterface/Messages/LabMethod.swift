/// One method of the interface `io.pibd.Lab`: a value of the type is a call's parameters, `Reply` is what comes back.
///
/// The types in this folder mirror `io.pibd.Lab.varlink` field by field; on the wire their keys are in snake case and
/// absent values are left out.
public protocol LabMethod: Codable, Sendable, Equatable {
    associatedtype Reply: Codable, Sendable, Equatable

    /// The method's name without its interface, as in the interface file.
    static var methodName: String { get }
}

extension LabMethod {
    /// The method's name on the wire, `io.pibd.Lab.GetStatus` for instance.
    public static var qualifiedName: String { LabInterface.qualified(methodName) }
}

/// The interface this project speaks.
public enum LabInterface {
    /// Its varlink name.
    public static let name = "io.pibd.Lab"

    static func qualified(_ member: String) -> String { "\(name).\(member)" }
}
