import ControlInterface
import Foundation
import HDF5Files
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

    @Test("hdf5 is one file")
    func hdf5() async throws {
        let laboratory = try Self.laboratory()
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("export", "7", "--format", "hdf5", in: laboratory, directory: folder)
            #expect(run.status == 0)
            #expect(run.lines == ["\(folder)/run-7.h5"])
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/run-7.h5"))
            #expect(bytes.starts(with: [0x89, 0x48, 0x44, 0x46]))
        }
    }

    @Test("the hdf5 file has every metric with its unit and its axes, and the run in its attributes")
    func contents() throws {
        let export = RunExport(
            batches: [Samples.batch(1), Samples.batch(2)], accuracies: Samples.accuracies(batches: 100),
            conductances: ["layer1": try Tensor(shape: [1, 2], values: [1e-6, 2e-6])])
        var run = Samples.run()
        run.summary.tags = ["paper", "wide"]
        run.notes = [
            RunNote(at: "2026-11-21T10:15:30Z", author: "ada", text: "warm"),
            RunNote(at: "2026-11-21T10:16:30Z", author: "ben", text: "cold"),
        ]
        let file = try export.hdf5(of: run)
        let sets = Dictionary(uniqueKeysWithValues: file.datasets.map { ($0.name, $0) })
        #expect(sets["information"]?.dimensions == ["batch", "unit"])
        #expect(sets["information"]?.shape == [2, 3])
        #expect(sets["information"]?.attributes["units"] == .text("bit"))
        #expect(sets["unit"]?.elements == .texts(["layer1", "layer2", "layer3"]))
        #expect(sets["conductances_layer1"]?.attributes["units"] == .text("S"))
        #expect(sets["conductances_layer1"]?.attributes["inputs"] == .integer(784))
        #expect(sets["accuracy"]?.shape == [6])
        #expect(sets.values.allSatisfy { $0.attributes["units"] != nil || $0.attributes["long_name"] != nil })
        #expect(file.attributes["provenance.commit"] == .text("0123456789abcdef"))
        #expect(file.attributes["result.pulses"] == .integer(12_345_678))
        #expect(file.attributes["configuration"] == .text("seed = 3\nbatches = 1200\n"))
        #expect(file.attributes["tags"] == .text("paper wide"))
        #expect(file.attributes["notes"] == .text("2026-11-21T10:15:30Z ada: warm\n2026-11-21T10:16:30Z ben: cold"))
        run.summary.loss = "cka"
        let information = try export.hdf5(of: run).datasets.first { $0.name == "information" }
        #expect(information?.attributes["units"] == .text("1"))
    }

    @Test("a run without trained conductances is exported without them, and the message says so")
    func withoutConductances() async throws {
        let laboratory = try Self.laboratory()
        laboratory.fail(
            GetConductances.self,
            with: LabError(
                .invalidParameter(parameter: "unit"), message: "run 7 has none", remedy: "run it again"
            ).varlinkError)
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("export", "7", "--format", "csv", in: laboratory, directory: folder)
            #expect(run.status == 0)
            #expect(run.lines.count == 2)
            #expect(run.messages.contains("without the conductances of layer1: run 7 has none"))
        }
    }

    @Test("a format that is not written is refused")
    func format() async {
        let run = await CommandRun.pibctl("export", "7", "--format", "xlsx")
        #expect(run.status == 2)
    }
}
