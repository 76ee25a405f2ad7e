import ControlInterface
import ControlServer
import DeviceEmulation
import FaultScripts

/// The interface `io.pibd.Emulator`: faults of a running emulator.
struct EmulatorControl: VarlinkService {
    private static let name = "io.pibd.Emulator"

    private static let text = """
        # Faults of a running emulator. Kinds, parameters and triggers: docs/faults.md of pibd.
        interface io.pibd.Emulator

        # A fault: what goes wrong, when, how often it is to happen (absent: without a limit) and has happened.
        type Fault (id: int, kind: string, text: string, count: ?int, happened: int, over: bool)

        # Adds a fault. Give at most one of afterOperations, atSeconds and everyOperations; without one it happens at
        # the next opportunity. Durations and times are in seconds.
        method InjectFault(
          kind: string,
          duration: ?float,
          share: ?float,
          serial: ?string,
          afterOperations: ?int,
          atSeconds: ?float,
          everyOperations: ?int,
          probability: ?float,
          seed: ?int,
          count: ?int
        ) -> (id: int)

        # Takes a fault off the list, all of them without an id.
        method ClearFaults(id: ?int) -> (cleared: int)

        # The faults, those that are over included, and the operations so far.
        method ListFaults() -> (faults: []Fault, operations: int)

        # The fault makes no sense: which parameter, why, and what to give instead.
        error FaultRefused (parameter: string, message: string, remedy: string)

        """

    let interfaces: [VarlinkInterfaceDescription]
    private let host: EmulatorHost

    /// A service for `host`. Throws `VarlinkInterfaceError` only if the text above is broken.
    init(host: EmulatorHost) throws {
        interfaces = [try VarlinkInterfaceDescription(parsing: Self.text)]
        self.host = host
    }

    func handle(_ call: VarlinkCall) async throws {
        switch call.method {
        case "\(Self.name).InjectFault":
            do {
                let fault = try call.decode(InjectedFault.self).scheduled()
                try await call.reply(Injected(id: host.inject(fault)))
            } catch let error as FaultScriptError {
                throw VarlinkError(
                    name: "\(Self.name).FaultRefused",
                    parameters: [
                        "parameter": .string(error.key), "message": .string(error.message),
                        "remedy": .string(error.remedy),
                    ])
            }
        case "\(Self.name).ClearFaults":
            try await call.reply(Cleared(cleared: host.clearFaults(call.decode(Clearing.self).id)))
        case "\(Self.name).ListFaults":
            try await call.reply(
                Listed(faults: host.faults.map(ListedFault.init), operations: host.operationCount))
        default: throw VarlinkError.methodNotImplemented(call.method)
        }
    }

    private struct Injected: Encodable { let id: Int }
    private struct Clearing: Decodable { let id: Int? }
    private struct Cleared: Encodable { let cleared: Int }

    private struct Listed: Encodable {
        let faults: [ListedFault]
        let operations: Int
    }

    private struct ListedFault: Encodable {
        let id: Int
        let kind: String
        let text: String
        let count: Int?
        let happened: Int
        let over: Bool

        init(_ fault: ScheduledFault) {
            id = fault.id
            kind = fault.fault.kind.rawValue
            text = fault.description
            count = fault.count
            happened = fault.happened
            over = fault.isOver
        }
    }
}

/// The parameters of InjectFault.
private struct InjectedFault: Decodable {
    let kind: String
    let duration: Double?
    let share: Double?
    let serial: String?
    let afterOperations: Int?
    let atSeconds: Double?
    let everyOperations: Int?
    let probability: Double?
    let seed: Int?
    let count: Int?

    func scheduled() throws(FaultScriptError) -> ScheduledFault {
        guard let kind = FaultKind(rawValue: kind) else {
            throw FaultScriptError(
                "kind", "there is no fault \"\(kind)\"",
                remedy: "give one of \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let fault = try Fault(kind, duration: duration, share: share, serial: serial)
        return try ScheduledFault(fault, trigger: try trigger(), count: count)
    }

    private func trigger() throws(FaultScriptError) -> FaultTrigger {
        guard [afterOperations != nil, atSeconds != nil, everyOperations != nil].count(where: { $0 }) <= 1 else {
            throw FaultScriptError(
                "afterOperations", "there is more than one trigger",
                remedy: "give one of afterOperations, atSeconds and everyOperations")
        }
        if let everyOperations {
            guard let seed = UInt64(exactly: seed ?? 0) else {
                throw FaultScriptError("seed", "it is negative", remedy: "give 0 or more")
            }
            return .everyOperations(everyOperations, probability: probability ?? 1, seed: seed)
        }
        return atSeconds.map(FaultTrigger.atSeconds) ?? .afterOperations(afterOperations ?? 0)
    }
}
