import FaultScripts
import Testing

@testable import Laboratory

@Suite("Fault scripts in TOML")
struct FaultFileTests {
    private static func faults(_ text: String) throws -> [ScheduledFault] {
        try FaultFile(text: text, file: "faults.toml").schedule.faults
    }

    @Test("every key that is written arrives")
    func everyKey() throws {
        let faults = try Self.faults(
            """
            [[fault]]
            kind = "corrupt-byte"
            after-operations = 100

            [[fault]]
            kind = "drop-link"
            at = "2.5 s"
            duration = "500 ms"
            count = 3

            [[fault]]
            kind = "stuck-cells"
            every-operations = 10
            probability = 0.25
            seed = 7
            share = 0.02

            [[fault]]
            kind = "wrong-serial"
            serial = "X1"
            """)
        #expect(faults.map(\.id) == [1, 2, 3, 4])
        #expect(faults[0].fault.kind == .corruptByte && faults[0].trigger == .afterOperations(100))
        #expect(faults[0].count == 1)
        #expect(faults[1].fault.duration == 0.5 && faults[1].trigger == .atSeconds(2.5) && faults[1].count == 3)
        #expect(faults[2].trigger == .everyOperations(10, probability: 0.25, seed: 7))
        #expect(faults[2].fault.share == 0.02 && faults[2].count == nil)
        #expect(faults[3].fault.serial == "X1" && faults[3].trigger == .now)
    }

    @Test("each kind can be written by its name alone", arguments: FaultKind.allCases)
    func names(kind: FaultKind) throws {
        let faults = try Self.faults("[[fault]]\nkind = \"\(kind.rawValue)\"\n")
        #expect(faults.map(\.fault) == [Fault(kind)])
    }

    @Test("an empty script is one without faults")
    func empty() throws {
        #expect(try Self.faults("").isEmpty)
    }

    @Test(
        "mistakes are refused with the line and the remedy",
        arguments: [
            ("kind = \"corupt-byte\"", "faults.toml:2: fault.0.kind", "did you mean \"corrupt-byte\"?"),
            ("after-operations = 3", "fault.0.kind", "missing"),
            ("kind = \"stall\"\nduration = 3", "faults.toml:3: fault.0.duration", "unit"),
            ("kind = \"stall\"\nduration = \"0 s\"", "faults.toml:3: fault.0.duration", "above 0"),
            ("kind = \"stall\"\nshare = 0.5", "faults.toml:3: fault.0.share", "it takes duration"),
            ("kind = \"corrupt-byte\"\nserial = \"A\"", "faults.toml:3: fault.0.serial", "leave it out"),
            ("kind = \"dead-outputs\"\nshare = 1.5", "faults.toml:3: fault.0.share", "above 0"),
            ("kind = \"wrong-serial\"\nserial = \"a b\"", "faults.toml:3: fault.0.serial", "printable"),
            ("kind = \"stall\"\nat = \"1 s\"\nafter-operations = 2", "fault.0.at", "two tables"),
            ("kind = \"stall\"\nprobability = 0.5", "faults.toml:3: fault.0.probability", "every-operations"),
            ("kind = \"stall\"\nevery-operations = 0", "faults.toml:3: fault.0.every-operations", "from 1"),
            ("kind = \"stall\"\ncount = 0", "faults.toml:3: fault.0.count", "from 1"),
            ("kind = \"stall\"\nkinds = 1", "faults.toml:3: fault.0.kinds", "did you mean \"kind\"?"),
        ])
    func mistakes(table: String, place: String, advice: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try Self.faults("[[fault]]\n\(table)\n") }
        let description = try #require(error?.description)
        #expect(description.contains(place) && description.contains(advice), "\(description)")
    }
}
