import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct ExportCommandTests {
    private static func laboratory() throws -> FakeLaboratory {
        let laboratory = FakeLaboratory()
        try laboratory.answer(GetRun.self, with: Samples.run())
        try laboratory.stream(
            GetMetrics.self,
            [GetMetrics.Reply(batches: [Samples.batch(1)], accuracies: Samples.accuracies(batches: 1))])
        try laboratory.answer(
            GetConductances.self,
            with: GetConductances.Reply(
                conductances: try Tensor(shape: [1, 2], values: [1e-6, 2e-6]), unitOfMeasure: "S"))
        return laboratory
    }

    @Test("csv is a folder of tables, one for each unit's conductances")
    func csv() async throws {
        let laboratory = try Self.laboratory()
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("export", "7", "--format", "csv", in: laboratory, directory: folder)
            #expect(run.status == 0)
            let files = ["metrics", "accuracies", "conductances-layer1", "conductances-layer2", "conductances-layer3"]
            #expect(run.lines == files.map { "\(folder)/run-7/\($0).csv" })
            let text = try String(contentsOfFile: "\(folder)/run-7/conductances-layer1.csv", encoding: .utf8)
            #expect(text == "1e-06,2e-06\n")
        }
        #expect(try laboratory.calls(of: GetConductances.self).map(\.unit) == ["layer1", "layer2", "layer3"])
    }

    @Test("npz is one file")
    func npz() async throws {
        let laboratory = try Self.laboratory()
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl(
                "export", "7", "--format", "npz", "-o", "out.npz", in: laboratory, directory: folder)
            #expect(run.status == 0)
            #expect(run.lines == ["\(folder)/out.npz"])
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out.npz"))
            #expect(bytes.starts(with: Data("PK".utf8)))
        }
    }

    @Test("a run without trained conductances is exported without them, and the message says so")
    func withoutConductances() async throws {
        let laboratory = try Self.laboratory()
        laboratory.fail(
            GetConductances.self,
            with: LabError(.wrongState(state: "failed"), message: "run 7 failed", remedy: "run it again").varlinkError)
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("export", "7", "--format", "csv", in: laboratory, directory: folder)
            #expect(run.status == 0)
            #expect(run.lines.count == 2)
            #expect(run.messages.contains("without the conductances of layer1: run 7 failed"))
        }
    }

    @Test("a format that is not written is refused")
    func format() async {
        let run = await CommandRun.pibctl("export", "7", "--format", "hdf5")
        #expect(run.status == 2)
    }
}
