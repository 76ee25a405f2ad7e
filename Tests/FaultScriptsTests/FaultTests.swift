import Testing

@testable import FaultScripts

@Suite("Faults and their parameters")
struct FaultTests {
    @Test(
        "a parameter that is left out has its default, one that the kind lacks is nothing",
        arguments: FaultKind.allCases)
    func defaults(kind: FaultKind) throws {
        let fault = try Fault(kind, duration: nil)
        #expect(fault == Fault(kind))
        #expect((fault.duration > 0) == (kind.parameter == .duration))
        #expect((fault.share > 0) == (kind.parameter == .share))
        #expect(fault.serial.isEmpty == (kind.parameter != .serial))
        #expect(fault.description.hasPrefix(kind.rawValue))
    }

    @Test("a parameter that the kind does not have is refused by its name")
    func strangeParameter() {
        let error = #expect(throws: FaultScriptError.self) { try Fault(.corruptByte, duration: 1) }
        #expect(error?.key == "duration")
        #expect(#expect(throws: FaultScriptError.self) { try Fault(.stall, share: 0.5) }?.key == "share")
        #expect(#expect(throws: FaultScriptError.self) { try Fault(.drift, serial: "A") }?.key == "serial")
    }

    @Test("impossible values are refused", arguments: [0, -1, .nan, .infinity, 2e8])
    func impossible(value: Double) {
        #expect(throws: FaultScriptError.self) { try Fault(.stall, duration: value) }
        #expect(throws: FaultScriptError.self) { try Fault(.stuckCells, share: value) }
    }

    @Test(
        "serial numbers are printable ASCII",
        arguments: ["", "a b", "\u{e9}", "a\n", String(repeating: "a", count: 65)])
    func serials(serial: String) {
        #expect(throws: FaultScriptError.self) { try Fault(.wrongSerial, serial: serial) }
    }

    @Test(
        "impossible triggers are refused",
        arguments: [
            FaultTrigger.afterOperations(-1), .atSeconds(-1), .atSeconds(.nan),
            .everyOperations(0, probability: 1, seed: 0), .everyOperations(1, probability: 0, seed: 0),
            .everyOperations(1, probability: 1.1, seed: 0), .everyOperations(1, probability: .nan, seed: 0),
        ])
    func triggers(trigger: FaultTrigger) {
        #expect(throws: FaultScriptError.self) { try ScheduledFault(Fault(.stall), trigger: trigger) }
    }

    @Test("a fault that never happens is refused")
    func count() {
        #expect(throws: FaultScriptError.self) { try ScheduledFault(Fault(.stall), count: 0) }
    }
}
