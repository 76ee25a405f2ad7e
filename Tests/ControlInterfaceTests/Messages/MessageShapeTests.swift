import ControlInterface
import Testing

/// Builds each message from the interface file's own description of it and decodes, then encodes it: a key that is
/// misspelt, missing or superfluous in Swift cannot pass.
@Suite struct MessageShapeTests {
    @Test("every type of the interface file has its mirror in Swift", arguments: InterfaceFile.types.keys.sorted())
    func types(name: String) throws {
        let mirror = try #require(Self.mirrors[name], "no Swift type for \(name)")
        let members = try #require(InterfaceFile.types[name])
        try Self.compare(mirror, members)
    }

    @Test("every method of the interface file has its mirror in Swift", arguments: InterfaceFile.methods.keys.sorted())
    func methods(name: String) throws {
        let mirror = try #require(Self.methodMirrors[name], "no Swift type for \(name)")
        let method = try #require(InterfaceFile.methods[name])
        try Self.compare(mirror.parameters, method.parameters)
        try Self.compare(mirror.reply, method.reply)
    }

    @Test("Swift mirrors nothing that is not in the interface file")
    func nothingElse() {
        #expect(InterfaceFile.types.count == Self.mirrors.count)
        #expect(InterfaceFile.methods.count == Self.methodMirrors.count)
    }

    private typealias Mirrors = (parameters: any (Codable & Sendable).Type, reply: any (Codable & Sendable).Type)

    private static let mirrors: [String: any (Codable & Sendable).Type] = [
        "Tensor": Tensor.self, "DeviceStatus": DeviceStatus.self, "Property": Property.self, "Limit": Limit.self,
        "RunSummary": RunSummary.self, "Accuracy": Accuracy.self, "RunResult": RunResult.self,
        "UnitMetrics": UnitMetrics.self, "BatchMetrics": BatchMetrics.self, "RunEvent": RunEvent.self,
        "RunNote": RunNote.self,
        "UnitShape": UnitShape.self, "UnitDeviation": UnitDeviation.self, "Lease": Lease.self, "RecordingDifference": RecordingDifference.self,
        "MeasuredPoint": MeasuredPoint.self, "MeasuredCell": MeasuredCell.self, "Fault": DeviceFault.self,
        "TrainingMethod": TrainingMethod.self,
        "DeviceWork": DeviceWork.self, "AuditEntry": AuditEntry.self, "Episodes": Episodes.self,
    ]

    private static let methodMirrors: [String: Mirrors] = {
        var mirrors: [String: Mirrors] = [:]
        func add<Method: LabMethod>(_ method: Method.Type) {
            mirrors[Method.methodName] = (Method.self, Method.Reply.self)
        }
        add(GetStatus.self)
        add(GetActivity.self)
        add(ListAudit.self)
        add(ListDevices.self)
        add(DescribeDevice.self)
        add(WaitDevice.self)
        add(AcquireDevice.self)
        add(ReleaseDevice.self)
        add(CharacteriseDevice.self)
        add(InjectFault.self)
        add(ClearFaults.self)
        add(ListFaults.self)
        add(RecordDevice.self)
        add(StopRecording.self)
        add(ReplayRecording.self)
        add(ProcessVectors.self)
        add(ReadConductances.self)
        add(SafeState.self)
        add(SubmitRun.self)
        add(ListMethods.self)
        add(ListRuns.self)
        add(GetRun.self)
        add(TagRun.self)
        add(AddNote.self)
        add(GetMetrics.self)
        add(GetConductances.self)
        add(FollowRun.self)
        add(PauseRun.self)
        add(ResumeRun.self)
        add(SnapshotRun.self)
        add(RestoreSnapshot.self)
        add(StopRun.self)
        add(AbortRun.self)
        return mirrors
    }()

    private static func compare(_ mirror: any (Codable & Sendable).Type, _ members: [String: String]) throws {
        let full = try sample(members, optionals: true)
        #expect(try roundTrip(mirror, full) == full)
        let least = try sample(members, optionals: false)
        #expect(try roundTrip(mirror, least) == least)
        for (name, type) in members where !type.hasPrefix("?") {
            guard case .object(var without) = full else { continue }
            without[name] = nil
            #expect(throws: DecodingError.self, "\(mirror) without \(name)") {
                try roundTrip(mirror, .object(without))
            }
        }
    }

    private static func roundTrip(_ mirror: any (Codable & Sendable).Type, _ value: JSONValue) throws -> JSONValue {
        func same<Value: Codable & Sendable>(_: Value.Type) throws -> JSONValue {
            try JSONValue(encoding: value.decoded(as: Value.self))
        }
        return try same(mirror)
    }

    private static func sample(_ members: [String: String], optionals: Bool) throws -> JSONValue {
        var object: [String: JSONValue] = [:]
        for (name, type) in members where optionals || !type.hasPrefix("?") {
            object[name] = try sample(of: type, optionals: optionals)
        }
        return .object(object)
    }

    private static func sample(of type: String, optionals: Bool) throws -> JSONValue {
        if type.hasPrefix("?") { return try sample(of: String(type.dropFirst()), optionals: optionals) }
        if type.hasPrefix("[]") { return .array([try sample(of: String(type.dropFirst(2)), optionals: optionals)]) }
        if type.hasPrefix("[string]") {
            return .object(["name": try sample(of: String(type.dropFirst(8)), optionals: optionals)])
        }
        switch type {
        case "string": return "text"
        case "int": return 42
        case "float": return 0.375
        case "bool": return true
        default:
            let members = try #require(InterfaceFile.types[type], "\(type) is not declared")
            return try sample(members, optionals: optionals)
        }
    }
}
