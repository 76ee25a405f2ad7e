import Testing

@testable import Laboratory

@Suite("Faults in an experiment")
struct PlannedFaultTests {
    private func fault(_ lines: String) -> String { TestFiles.minimal + "\n[[fault]]\n\(lines)\n" }

    @Test("are read with their defaults and come in the order of their batches")
    func order() throws {
        let text = fault("batch = 2\nkind = \"drift\"") + "\n[[fault]]\nbatch = 1\nkind = \"stuck-cells\"\nshare = 0.3\n"
        let faults = try TestFiles.experiment(text, "batches=2").faults
        #expect(faults.map(\.batch) == [1, 2])
        #expect(faults[0].fault.share == 0.3 && faults[1].fault.duration == 3600)
    }

    @Test("that never come are refused")
    func never() {
        let error = TestFiles.experimentError(fault("batch = 9\nkind = \"drift\""), "batches=8")
        #expect(error?.message == "a fault after 9 batches never comes: the run has 8")
    }

    @Test("take only what their kind has, and only kinds that act on cells")
    func parameters() {
        let share = TestFiles.experimentError(fault("batch = 1\nkind = \"drift\"\nshare = 0.1"))
        #expect(share?.message.contains("has no share") == true)
        #expect(TestFiles.experimentError(fault("batch = 1\nkind = \"drop-link\"")) != nil)
    }

    @Test("are watched for by units that have a loss of their own only")
    func policy() {
        let error = TestFiles.experimentError(TestFiles.minimal + "\n[adaptation]\npolicy = \"start\"\n", "trainer=dfa")
        #expect(error?.message == "the units of trainer dfa have no loss of their own to watch")
    }
}
