extension LabError {
    /// The error a service replied with; nil for one that is not of this interface or lacks what the interface
    /// promises.
    public init?(_ error: VarlinkError) {
        guard let kind = Kind(error), let message = error.parameters["message"]?.stringValue,
            let remedy = error.parameters["remedy"]?.stringValue
        else { return nil }
        self.init(kind, message: message, remedy: remedy)
    }

    /// The error as a service replies with it.
    public var varlinkError: VarlinkError {
        var members = kind.details
        members["message"] = .string(message)
        members["remedy"] = .string(remedy)
        return VarlinkError(name: LabInterface.qualified(kind.errorName), parameters: .object(members))
    }
}

extension LabError.Kind {
    /// The error's name without its interface.
    fileprivate var errorName: String {
        switch self {
        case .invalidExperiment: "InvalidExperiment"
        case .invalidData: "InvalidData"
        case .invalidParameter: "InvalidParameter"
        case .deviceNotFound: "DeviceNotFound"
        case .runNotFound: "RunNotFound"
        case .wrongState: "WrongState"
        case .refusedByEnvelope: "RefusedByEnvelope"
        case .deviceFailed: "DeviceFailed"
        case .deviceLost: "DeviceLost"
        case .timedOut: "TimedOut"
        case .notPermitted: "NotPermitted"
        case .storeFailed: "StoreFailed"
        case .internalError: "InternalError"
        }
    }

    /// What the error tells beside message and remedy, by the interface's names.
    fileprivate var details: [String: JSONValue] {
        switch self {
        case .invalidExperiment(let file, let key, let line):
            let members: [String: JSONValue?] = [
                "file": file.map(JSONValue.string), "key": key.map(JSONValue.string),
                "line": line.map { .int(Int64($0)) },
            ]
            return members.compactMapValues { $0 }
        case .invalidData(let file): return file.map { ["file": .string($0)] } ?? [:]
        case .invalidParameter(let parameter): return ["parameter": .string(parameter)]
        case .deviceNotFound(let device): return ["device": .string(device)]
        case .runNotFound(let run): return ["run": .int(Int64(run))]
        case .wrongState(let state): return ["state": .string(state)]
        case .deviceFailed(let device, let operation, let hardwareState):
            return [
                "device": .string(device), "operation": .string(operation),
                "hardware_state": .string(hardwareState),
            ]
        case .refusedByEnvelope(let device, let hardwareState), .deviceLost(let device, let hardwareState),
            .timedOut(let device, let hardwareState):
            return ["device": .string(device), "hardware_state": .string(hardwareState)]
        case .notPermitted, .storeFailed, .internalError: return [:]
        }
    }

    fileprivate init?(_ error: VarlinkError) {
        let prefix = LabInterface.qualified("")
        guard error.name.hasPrefix(prefix) else { return nil }
        let details = Details(members: error.parameters)
        let kind: LabError.Kind? =
            switch String(error.name.dropFirst(prefix.count)) {
            case "InvalidExperiment":
                .invalidExperiment(file: details["file"], key: details["key"], line: details.int("line"))
            case "InvalidData": .invalidData(file: details["file"])
            case "InvalidParameter": details["parameter"].map { .invalidParameter(parameter: $0) }
            case "DeviceNotFound": details["device"].map { .deviceNotFound(device: $0) }
            case "RunNotFound": details.int("run").map { .runNotFound(run: $0) }
            case "WrongState": details["state"].map { .wrongState(state: $0) }
            case "RefusedByEnvelope": details.onDevice { .refusedByEnvelope(device: $0, hardwareState: $1) }
            case "DeviceLost": details.onDevice { .deviceLost(device: $0, hardwareState: $1) }
            case "TimedOut": details.onDevice { .timedOut(device: $0, hardwareState: $1) }
            case "DeviceFailed":
                details["operation"].flatMap { operation in
                    details.onDevice { .deviceFailed(device: $0, operation: operation, hardwareState: $1) }
                }
            case "NotPermitted": .notPermitted
            case "StoreFailed": .storeFailed
            case "InternalError": .internalError
            default: nil
            }
        guard let kind else { return nil }
        self = kind
    }
}

/// The parameters of an error as they came.
private struct Details {
    let members: JSONValue

    subscript(name: String) -> String? { members[name]?.stringValue }

    func int(_ name: String) -> Int? {
        guard case .int(let value) = members[name] else { return nil }
        return Int(value)
    }

    func onDevice(_ kind: (String, String) -> LabError.Kind) -> LabError.Kind? {
        guard let device = self["device"], let hardwareState = self["hardware_state"] else { return nil }
        return kind(device, hardwareState)
    }
}
