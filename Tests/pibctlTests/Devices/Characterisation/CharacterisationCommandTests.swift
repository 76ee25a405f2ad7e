import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite("Test routines on cells")
struct CharacterisationCommandTests {
    private static let curve = CharacteriseDevice.Reply(
        method: "curve", readVoltage: 0.5,
        cells: [
            MeasuredCell(
                row: 2, column: 3,
                points: [
                    MeasuredPoint(voltage: 0.1, resistance: 20e3, width: 0.01, current: 5e-6),
                    MeasuredPoint(voltage: 0.2, resistance: 10e3, width: 0.01, current: 20e-6),
                    MeasuredPoint(voltage: -0.1, resistance: nil, width: 0.01, current: 0, cycle: 1),
                ])
        ], seconds: 1.25, longestSeconds: 100)

    private static func laboratory(_ reply: CharacteriseDevice.Reply = curve) throws -> FakeLaboratory {
        let laboratory = FakeLaboratory()
        try laboratory.answer(CharacteriseDevice.self, with: reply)
        return laboratory
    }

    @Test("parameters travel by their names, and only those that were given")
    func parameters() async throws {
        let laboratory = try Self.laboratory()
        let run = await CommandRun.pibctl(
            "device", "curve", "arc", "--row", "2", "--column", "3", "--negative-peak", "-0.8", "--cycles", "2",
            "--pulsed", "--span", "negative-first", "--positive-compliance", "1e-4", in: laboratory)
        #expect(run.status == 0, "\(run.messages)")
        let calls = try laboratory.calls(of: CharacteriseDevice.self)
        var expected = CharacteriseDevice(
            device: "arc", method: "curve", rows: [2], columns: [3],
            parameters: [
                "negative-peak": "-0.8", "cycles": "2", "pulsed": "yes", "span": "negative-first",
                "positive-compliance": "0.0001",
            ])
        #expect(calls.last == expected)
        expected.dryRun = true
        #expect(calls.first == expected)
    }

    @Test("the time-out of the call follows what the dry run says")
    func timeout() async throws {
        let laboratory = try Self.laboratory()
        _ = await CommandRun.pibctl("device", "curve", "arc", "--row", "2", "--column", "3", in: laboratory)
        #expect(laboratory.timeouts == [30, 130])
    }

    @Test(
        "rows and columns are a number or a range without its end",
        arguments: [
            ("4", [4]), ("0:3", [0, 1, 2]), ("3:3", nil), ("3:1", nil), ("-1", nil), ("1,2", nil),
            ("0:99999", nil), ("", nil),
        ] as [(String, [Int]?)])
    func cells(text: String, numbers: [Int]?) {
        #expect(CellNumbers(argument: text)?.values == numbers)
    }

    @Test("a single cell is listed point by point")
    func table() async throws {
        let run = await CommandRun.pibctl(
            "device", "curve", "arc", "--row", "2", "--column", "3", in: try Self.laboratory())
        #expect(run.lines[1] == "    2       3       3  20.0 kohm  inf ohm  10.0 kohm   inf ohm")
        #expect(run.results.contains("100 mV   20.0 kohm  5.00 µA  10.0 ms      0"))
        #expect(run.results.contains("-100 mV     inf ohm      0 A  10.0 ms      1"))
        #expect(run.results.hasSuffix("  curve in 1.2 s, resistances read at 500 mV\n"))
    }

    @Test("--json, --csv and -o write the same measurements")
    func files() async throws {
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl(
                "device", "curve", "arc", "--row", "2", "--column", "3", "--json", "--csv", "a.csv", "-o", "a.svg",
                in: try Self.laboratory(), directory: folder)
            #expect(run.status == 0)
            #expect(try JSONValue(parsing: run.results.utf8).decoded() == Self.curve)
            let table = try String(contentsOfFile: folder + "/a.csv", encoding: .utf8)
            #expect(table.split(separator: "\n").last == "2,3,2,1,-0.1,0.01,inf,0.0")
            let picture = try String(contentsOfFile: folder + "/a.svg", encoding: .utf8)
            #expect(picture.contains("Current [µA]") && picture.contains("Voltage [V]"))
            #expect(picture.contains("<polyline"))
        }
    }

    @Test("every routine is sent under its name", arguments: ["form", "switch", "curve", "converge", "endurance"])
    func routines(method: String) async throws {
        let laboratory = try Self.laboratory()
        let run = await CommandRun.pibctl(
            "device", method, "arc", "--rows", "0:2", "--columns", "1:3", in: laboratory)
        #expect(run.status == 0)
        let call = try #require(try laboratory.calls(of: CharacteriseDevice.self).last)
        let rows = [0, 1]
        #expect(
            call == CharacteriseDevice(device: "arc", method: method, rows: rows, columns: [1, 2], parameters: [:]))
    }

    @Test("a routine outside the envelope ends with exit code 4, and nothing is written")
    func refused() async throws {
        let laboratory = FakeLaboratory()
        laboratory.fail(
            CharacteriseDevice.self,
            with: LabError(
                .refusedByEnvelope(device: "arc", hardwareState: "safe"), message: "it may reach 9 V",
                remedy: "Lower it."))
        let run = await CommandRun.pibctl(
            "device", "form", "arc", "--row", "0", "--column", "0", "--stop", "9", "-o", "/dev/null/x.svg",
            in: laboratory)
        #expect(run.status == 4)
        #expect(run.results.isEmpty)
        #expect(run.messages.contains("it may reach 9 V"))
    }
}
