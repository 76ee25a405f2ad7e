import Foundation
import Testing

@testable import Laboratory

/// docs/configuration.md holds what the schemas generate. To write it anew: PIBD_WRITE_REFERENCE=1 swift test --filter
/// ConfigurationReference
@Suite("Configuration reference")
struct ConfigurationReferenceTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../docs/configuration.md").standardizedFileURL

    @Test("documents every key as the schemas have it")
    func upToDate() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        var expected = try Self.replacing("experiment", in: text, by: Experiment.schema.reference())
        expected = try Self.replacing(
            "daemon", in: expected,
            by: DaemonFile.schema.reference(foreign: [
                "device.chip": [
                    ("`simulated-crossbar`", SimulatedChipSettings.schema),
                    ("`simulated-optics`", SimulatedOpticsSettings.schema),
                    ("`simulated-oscillators`", SimulatedOscillatorSettings.schema),
                    ("`simulated-magnonic-ring`", SimulatedRingSettings.schema),
                    ("`crossbar-board` and `arc-one`", BoardChipSettings.schema),
                ],
                "device.link": [("`crossbar-board` and `arc-one`", LinkSettings.schema)],
            ]))
        if ProcessInfo.processInfo.environment["PIBD_WRITE_REFERENCE"] != nil {
            try expected.write(to: Self.page, atomically: true, encoding: .utf8)
        }
        #expect(text == expected)
    }

    private static func replacing(_ name: String, in text: String, by reference: String) throws -> String {
        let start = try #require(text.range(of: "<!-- generated: \(name) -->\n"))
        let end = try #require(text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
        return text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: reference + "\n")
    }

    @Test("every experiment file in the documentation is valid")
    func experiments() throws {
        let directory = Self.page.deletingLastPathComponent().appending(path: "experiments")
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        #expect(files.count >= 5)
        for file in files {
            _ = try ExperimentFile(text: String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
        }
    }
}
