import ControlInterface
import Foundation
import Testing

@testable import pibctl

@Suite struct RunFigureTests {
    private static func svg(
        batches: Int = 1200, units: Int = 3, summary: RunSummary = Samples.run().summary,
        accuracies: [Accuracy] = Samples.accuracies(batches: 1200)
    ) -> String {
        RunFigure(
            summary: summary, batches: (1...batches).map { Samples.batch($0, units: units) }, accuracies: accuracies
        ).svg()
    }

    @Test("every unit has a line of every batch and a running mean, and the window is stated")
    func units() {
        let svg = Self.svg()
        // Three units, thin and thick, and three read-outs.
        #expect(svg.matches(of: /<polyline/).count == 9)
        #expect(svg.contains("Thick lines: centred running mean over 20 batches."))
        for unit in ["layer1", "layer2", "layer3"] { #expect(svg.contains(">\(unit)</text>")) }
    }

    @Test("the heading names run, trainer, loss, data set, seed and device")
    func heading() {
        let svg = Self.svg()
        #expect(svg.contains("Run 7: first light"))
        #expect(svg.contains("trainer pib, loss renyi, fashion-mnist, seed 3, device chip"))
    }

    @Test("accuracies stand in per cent, the test set as stars")
    func accuracies() {
        let svg = Self.svg()
        #expect(svg.contains("86.4 %"))
        #expect(svg.contains("test set, once, at the end"))
        #expect(svg.contains(">chip head</text>"))
    }

    @Test("more batches than pixels are drawn as their range, and the caption says so")
    func dense() {
        let svg = Self.svg(batches: 3000)
        #expect(svg.contains("range of the batches in each pixel"))
        #expect(svg.utf8.count < 150_000)
    }

    @Test("a run without information or evaluations says so in place of lines")
    func empty() {
        let svg = RunFigure(summary: Samples.summary(), batches: [], accuracies: []).svg()
        #expect(svg.contains("no information was measured"))
        #expect(svg.contains("not evaluated yet"))
        #expect(!svg.contains("<polyline"))
    }

    @Test("a single batch is drawn as dots")
    func single() {
        let svg = Self.svg(batches: 1, accuracies: [])
        #expect(svg.matches(of: /<circle/).count == 6)
    }

    @Test("a CKA run is not labelled in bits")
    func cka() {
        var summary = Samples.run().summary
        summary.loss = "cka"
        #expect(Self.svg(summary: summary).contains("Centred kernel alignment"))
        #expect(!Self.svg(summary: summary).contains("[bit]"))
    }

    @Test("names from outside cannot break the file")
    func escaping() {
        var summary = Samples.run().summary
        summary.name = "<script>\"&\u{1}"
        #expect(Self.svg(summary: summary).contains("Run 7: &lt;script&gt;&quot;&amp; </text>"))
    }

    @Test("impossible numbers from outside are left out")
    func impossible() {
        var batch = Samples.batch(1)
        batch.measurements = Int.max
        batch.units[0].information = 1e300
        let hostile = Accuracy(
            readout: "head", split: "test", accuracy: -7, samples: 0, batch: Int.min, measurements: Int.min)
        let svg = RunFigure(summary: Samples.summary(), batches: [batch], accuracies: [hostile]).svg()
        #expect(svg.contains("not evaluated yet"))
        #expect(!svg.contains("nan"))
        #expect(!svg.contains("inf\""))
    }

    @Test("more units than the legend holds are counted in its last row")
    func manyUnits() {
        let svg = Self.svg(batches: 2, units: 30, accuracies: [])
        #expect(svg.contains(">and 20 more</text>"))
    }
}
