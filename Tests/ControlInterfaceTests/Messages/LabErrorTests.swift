import ControlInterface
import Testing

@Suite struct LabErrorTests {
    private static let kinds: [LabError.Kind] = [
        .invalidExperiment(file: "/a.toml", key: "unit.outputs", line: 12),
        .invalidExperiment(file: nil, key: nil, line: nil),
        .invalidData(file: "/data/train-images"), .invalidData(file: nil), .invalidParameter(parameter: "gain"),
        .deviceNotFound(device: "chip"), .runNotFound(run: 9), .wrongState(state: "paused"),
        .refusedByEnvelope(device: "chip", hardwareState: "safe"),
        .deviceFailed(device: "chip", operation: "program", hardwareState: "unknown"),
        .deviceLost(device: "chip", hardwareState: "unknown"), .timedOut(device: "chip", hardwareState: "as-before"),
        .notPermitted, .storeFailed, .internalError,
    ]

    @Test("an error comes back from the wire as it was", arguments: kinds)
    func roundTrip(kind: LabError.Kind) {
        let error = LabError(kind, message: "it is wrong", remedy: "make it right")
        #expect(LabError(error.varlinkError) == error)
    }

    @Test("every error stands in the interface file with the same parameters")
    func interfaceFile() throws {
        for kind in Self.kinds {
            let error = LabError(kind, message: "m", remedy: "r").varlinkError
            let declaration = try #require(InterfaceFile.errors[error.name])
            guard case .object(let members) = error.parameters else { Issue.record("no object"); continue }
            let given = Set(members.keys)
            #expect(given.isSubset(of: Set(declaration.keys)), "\(error.name)")
            let required = Set(declaration.filter { !$0.value.hasPrefix("?") }.keys)
            #expect(required.isSubset(of: given), "\(error.name)")
        }
    }

    @Test("no error of the interface file is left out")
    func complete() {
        let known = Set(Self.kinds.map { LabError($0, message: "", remedy: "").varlinkError.name })
        #expect(known == Set(InterfaceFile.errors.keys))
    }

    @Test("an error of another interface is not taken for one of ours")
    func foreign() {
        #expect(LabError(VarlinkError.methodNotFound("io.pibd.Lab.Nonsense")) == nil)
    }

    @Test("an error without what the interface promises is not taken for one of ours")
    func incomplete() {
        let withoutDevice = VarlinkError(
            name: "io.pibd.Lab.DeviceNotFound", parameters: ["message": "m", "remedy": "r"])
        let withoutRemedy = VarlinkError(name: "io.pibd.Lab.NotPermitted", parameters: ["message": "m"])
        let unknown = VarlinkError(name: "io.pibd.Lab.Unheard", parameters: ["message": "m", "remedy": "r"])
        #expect(LabError(withoutDevice) == nil)
        #expect(LabError(withoutRemedy) == nil)
        #expect(LabError(unknown) == nil)
    }
}
