/// An error a service replies with: a name of its interface, and parameters.
public struct VarlinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The full name, for example `io.pibd.Lab.DeviceNotFound`.
    public let name: String
    /// The error's parameters, an object.
    public let parameters: JSONValue

    /// An error of the interface that `name` starts with.
    public init(name: String, parameters: JSONValue = [:]) {
        self.name = name
        self.parameters = parameters
    }

    /// Message and remedy where the error carries them, else its name and its parameters.
    public var description: String {
        if let message = parameters["message"]?.stringValue {
            return [message, parameters["remedy"]?.stringValue].compactMap { $0 }.joined(separator: "; ")
        }
        guard let text = try? parameters.serialized(), parameters != [:] else { return name }
        return "\(name) \(String(decoding: text, as: UTF8.self))"
    }
}

extension VarlinkError {
    /// The service does not provide `interface`.
    public static func interfaceNotFound(_ interface: String) -> VarlinkError {
        standard("InterfaceNotFound", "interface", interface, "this service has no interface \"\(interface)\"")
    }

    /// The interface does not declare `method`.
    public static func methodNotFound(_ method: String) -> VarlinkError {
        standard("MethodNotFound", "method", method, "the interface has no method \"\(method)\"")
    }

    /// The interface declares `method`, but this service does not implement it.
    public static func methodNotImplemented(_ method: String) -> VarlinkError {
        standard("MethodNotImplemented", "method", method, "\"\(method)\" is not implemented by this service")
    }

    /// A parameter is unknown, missing or of the wrong type; `message` says which.
    public static func invalidParameter(_ parameter: String, _ message: String) -> VarlinkError {
        standard("InvalidParameter", "parameter", parameter, message)
    }

    /// The method replies several times, so the call needs `more`.
    public static func expectedMore(_ method: String) -> VarlinkError {
        standard("ExpectedMore", "method", method, "\"\(method)\" replies several times; call it with \"more\"")
    }

    /// The error that tells of a `DecodingError` in a call's parameters.
    public static func invalidParameter(_ error: DecodingError) -> VarlinkError {
        let context =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: DecodingError.Context(codingPath: [], debugDescription: "\(error)")
            }
        let path = context.codingPath.dotted
        return .invalidParameter(path, "parameter \"\(path)\": \(context.debugDescription)")
    }

    private static func standard(
        _ error: String, _ parameter: String, _ value: String, _ message: String
    ) -> VarlinkError {
        VarlinkError(
            name: "org.varlink.service.\(error)",
            parameters: [parameter: .string(value), "message": .string(message)])
    }
}
