import FaultScripts

/// A fault script: what goes wrong when, for simulated devices and emulators alike. Format: docs/faults.md.
public struct FaultFile: Sendable {
    /// The keys of a fault script.
    public static let schema = TOMLSchema([
        .init("fault", .tables(faultSchema, prefix: "fault"), "the faults")
    ])

    private static let faultSchema = TOMLSchema([
        .required("kind", .string(choices: FaultKind.allCases.map(\.rawValue)), "what goes wrong"),
        .init("after-operations", .integer(0...Int.max), "happens once so many operations are done"),
        .init("at", .quantity(.time, .from(0, to: Fault.longestDuration)), "happens so long after the start"),
        .init("every-operations", .integer(1...Int.max), "happens at every so manieth operation"),
        .init(
            "probability", .number(.above(0, to: 1)), default: .number(1), "how often of these it does happen"),
        .init("seed", .integer(0...9_007_199_254_740_992), default: .integer(0), "seed of that probability"),
        .init("count", .integer(1...Int.max), "how often; without it once, with every-operations without a limit"),
        .init(
            "duration", .quantity(.time, .above(0, to: Fault.longestDuration)),
            "how long the fault lasts, how late the reply is, or how much the cells age"),
        .init("share", .number(.above(0, to: 1)), "part of the cells or outputs that fail"),
        .init("serial", .string(), "serial number that the device gives"),
    ])

    /// The faults, in the order of the file.
    public let schedule: FaultSchedule

    /// Reads a script from `text`; `file` is its name in messages. Throws `ConfigurationError`.
    public init(text: String, file: String) throws {
        try self.init(TOMLDocument(text: text, file: file))
    }

    /// Reads the script at `path`. Throws `ConfigurationError`.
    public init(path: String) throws {
        try self.init(TOMLDocument(path: path))
    }

    private init(_ document: TOMLDocument) throws {
        let root = try document.checked(against: Self.schema)
        var schedule = FaultSchedule()
        for table in root.sections("fault") {
            do throws(FaultScriptError) {
                try schedule.add(try table.scheduledFault())
            } catch {
                throw table.error(error.key, error.message, remedy: error.remedy)
            }
        }
        self.schedule = schedule
    }
}

extension TOMLSection {
    /// The fault that this table describes. The schema has been checked, so a key that is missing is one left out.
    fileprivate func scheduledFault() throws(FaultScriptError) -> ScheduledFault {
        let kind = written("kind", string).flatMap(FaultKind.init(rawValue:)) ?? .dropLink
        let fault = try Fault(
            kind, duration: written("duration", quantity), share: written("share", number),
            serial: written("serial", string))
        return try ScheduledFault(fault, trigger: try trigger(), count: written("count", integer))
    }

    private func trigger() throws(FaultScriptError) -> FaultTrigger {
        let triggers = ["after-operations", "at", "every-operations"].filter(isWritten)
        guard triggers.count <= 1 else {
            throw FaultScriptError(
                triggers[1], "\(triggers.joined(separator: " and ")) are both written",
                remedy: "write one; use two tables for two faults")
        }
        for name in ["probability", "seed"] where isWritten(name) && triggers.first != "every-operations" {
            throw FaultScriptError(name, "there is nothing to draw for", remedy: "write every-operations with it")
        }
        if let interval = written("every-operations", integer) {
            return .everyOperations(
                interval, probability: written("probability", number) ?? 1,
                seed: UInt64(written("seed", integer) ?? 0))
        }
        return written("at", quantity).map(FaultTrigger.atSeconds)
            ?? .afterOperations(written("after-operations", integer) ?? 0)
    }

    private func written<Value>(_ name: String, _ read: (String) throws -> Value) -> Value? {
        isWritten(name) ? try? read(name) : nil
    }
}
