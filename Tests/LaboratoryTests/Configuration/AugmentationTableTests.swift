import Datasets
import Testing

@testable import Laboratory

@Suite("The table [augmentation]")
struct AugmentationTableTests {
    private let written = TestFiles.minimal + "\n[augmentation]\nshift = 0.5\nrotation = 8\n"

    @Test("without it there are no views; what it leaves out does not change, and the resolved experiment keeps it")
    func reading() throws {
        #expect(try TestFiles.experiment().augmentation == nil)
        var expected = Augmentation.none
        (expected.shift, expected.rotation) = (0.5, 8)
        let experiment = try TestFiles.experiment(written)
        #expect(experiment.augmentation == expected)
        #expect(try TestFiles.experiment(experiment.resolvedTOML) == experiment)
        #expect(!(try TestFiles.experiment().resolvedTOML.contains("augmentation")))
    }

    @Test("trainer unsupervised has views of its own, and is refused a second kind")
    func unsupervised() {
        let error = TestFiles.experimentError(written, "trainer=unsupervised")
        #expect(error?.key == "augmentation")
        #expect(error?.remedy.contains("[unsupervised]") == true)
    }
}
