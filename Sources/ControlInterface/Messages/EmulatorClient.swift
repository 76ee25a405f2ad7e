/// A running emulator's faults: the interface `io.pibd.Emulator`, which `pibd emulate` serves on a socket of its own.
///
/// Functions throw as those of ``LabClient`` do; a fault that makes no sense is a ``LabError`` too.
public struct EmulatorClient: Sendable {
    private static let interface = "io.pibd.Emulator"
    private let transport: any LabTransport

    /// A client over the connection that `client` has, to an emulator's socket.
    public init(over client: LabClient) { transport = client.transport }

    /// Adds a fault; returns its number. The device it names is left aside: an emulator is one.
    public func inject(_ fault: InjectFault) async throws -> Int {
        let reply: InjectFault.Reply = try await call("InjectFault", Injection(fault))
        return reply.id
    }

    /// Takes fault number `id` off the list, all of them for nil; returns how many were taken off.
    public func clearFaults(id: Int? = nil) async throws -> Int {
        let reply: ClearFaults.Reply = try await call("ClearFaults", Clearing(id: id))
        return reply.cleared
    }

    /// The faults, those that are over included.
    public func faults() async throws -> [DeviceFault] {
        let reply: ListFaults.Reply = try await call("ListFaults", Listing())
        return reply.faults
    }

    private func call<Reply: Decodable & Sendable>(
        _ method: String, _ parameters: some Encodable & Sendable
    ) async throws -> Reply {
        do {
            return try await transport.call(
                "\(Self.interface).\(method)", parameters, returning: Reply.self, timeoutSeconds: 10)
        } catch let error as VarlinkError where error.name == "\(Self.interface).FaultRefused" {
            throw LabError(
                .invalidParameter(parameter: error.parameters["parameter"]?.stringValue ?? ""),
                message: error.parameters["message"]?.stringValue ?? "the fault makes no sense",
                remedy: error.parameters["remedy"]?.stringValue ?? "See docs/faults.md.")
        }
    }

    private struct Listing: Encodable {}

    private struct Clearing: Encodable {
        var id: Int?
    }

    /// The parameters of the emulator's InjectFault.
    private struct Injection: Encodable {
        var kind: String
        var duration: Double?
        var share: Double?
        var serial: String?
        var afterOperations: Int?
        var atSeconds: Double?
        var everyOperations: Int?
        var probability: Double?
        var seed: Int?
        var count: Int?

        init(_ fault: InjectFault) {
            kind = fault.kind
            duration = fault.duration
            share = fault.share
            serial = fault.serial
            afterOperations = fault.afterOperations
            atSeconds = fault.atSeconds
            everyOperations = fault.everyOperations
            probability = fault.probability
            seed = fault.seed
            count = fault.count
        }
    }
}
