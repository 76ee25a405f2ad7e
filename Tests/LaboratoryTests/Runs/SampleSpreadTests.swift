import Datasets
import Matrices
import Testing

@testable import Laboratory

@Suite("Spreading samples")
struct SampleSpreadTests {
    private let sorted = LabelledSamples(
        samples: Matrix(rows: 90, columns: 1, elements: (0..<90).map { Float($0) / 90 }),
        labels: (0..<90).map { $0 / 30 })

    @Test("a few samples of a file sorted by class hold every class alike")
    func classes() {
        let few = sorted.spread(9)
        #expect(few.labels == [0, 0, 0, 1, 1, 1, 2, 2, 2])
        #expect(few.samples.rows == 9)
    }

    @Test("asking for more samples than there are gives all of them, once")
    func all() { #expect(sorted.spread(1000) == sorted) }
}
