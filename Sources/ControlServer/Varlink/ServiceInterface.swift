import ControlInterface

/// `org.varlink.service`, which every service provides: who it is and what it offers (varlink.org/Service).
struct ServiceInterface: Sendable {
    static let name = "org.varlink.service"

    static let text = """
        # The Varlink Service Interface is provided by every varlink service. It
        # describes the service and the interfaces it implements.
        interface org.varlink.service

        # Get a list of all the interfaces a service provides and information
        # about the implementation.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # Get the description of an interface that is implemented by this service.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The requested interface was not found.
        error InterfaceNotFound (interface: string)

        # The requested method was not found
        error MethodNotFound (method: string)

        # The interface defines the requested method, but the service does not
        # implement it.
        error MethodNotImplemented (method: string)

        # One of the passed parameters is invalid.
        error InvalidParameter (parameter: string)

        # The method replies several times and was not called with more.
        error ExpectedMore (method: string)

        """

    /// Who the service is.
    struct Info: Sendable, Encodable {
        let vendor: String
        let product: String
        let version: String
        let url: String
        let interfaces: [String]
    }

    private struct Request: Decodable {
        let interface: String
    }

    private struct Description: Encodable {
        let description: String
    }

    let info: Info
    /// By name, this one included.
    let interfaces: [String: VarlinkInterfaceDescription]

    func handle(_ call: VarlinkCall) async throws {
        switch call.method {
        case "\(Self.name).GetInfo":
            try await call.reply(info)
        case "\(Self.name).GetInterfaceDescription":
            let name = try call.decode(Request.self).interface
            guard let interface = interfaces[name] else { throw VarlinkError.interfaceNotFound(name) }
            try await call.reply(Description(description: interface.text))
        default:
            throw VarlinkError.methodNotFound(call.method)
        }
    }
}
