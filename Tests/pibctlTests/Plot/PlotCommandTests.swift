import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct PlotCommandTests {
    private static func laboratory(batches: Int) throws -> FakeLaboratory {
        let laboratory = FakeLaboratory()
        try laboratory.answer(GetRun.self, with: Samples.run())
        // In two parts, as a long run's metrics come.
        let half = batches / 2
        try laboratory.stream(
            GetMetrics.self,
            [
                GetMetrics.Reply(batches: (0..<half).map { Samples.batch($0 + 1) }, accuracies: []),
                GetMetrics.Reply(
                    batches: (half..<batches).map { Samples.batch($0 + 1) },
                    accuracies: batches > 0 ? Samples.accuracies(batches: batches) : []),
            ])
        return laboratory
    }

    @Test("plot writes the picture where it was told to, relative to the working directory")
    func writes() async throws {
        let laboratory = try Self.laboratory(batches: 400)
        try await withTemporaryFolder { folder in
            let run = await CommandRun.pibctl("plot", "7", "-o", "run.svg", in: laboratory, directory: folder)
            #expect(run.status == 0)
            #expect(run.results.isEmpty)
            let svg = try String(contentsOfFile: folder + "/run.svg", encoding: .utf8)
            #expect(svg.hasPrefix("<svg "))
            #expect(svg.hasSuffix("</svg>\n"))
            #expect(svg.contains("running mean over 10 batches"))
        }
    }

    @Test("a run without a stored batch is not drawn")
    func nothing() async throws {
        let run = await CommandRun.pibctl("plot", "7", "-o", "x.svg", in: try Self.laboratory(batches: 0))
        #expect(run.status == 4)
        #expect(run.messages.contains("nothing to draw"))
    }

    @Test("a picture that cannot be written gives its path and exit code 2")
    func unwritable() async throws {
        let run = await CommandRun.pibctl(
            "plot", "7", "-o", "/dev/null/run.svg", in: try Self.laboratory(batches: 10))
        #expect(run.status == 2)
        #expect(run.messages.contains("/dev/null/run.svg"))
    }
}
