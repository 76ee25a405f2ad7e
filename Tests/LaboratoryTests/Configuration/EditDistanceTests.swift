import Testing

@testable import Laboratory

@Suite("Guessing what was meant")
struct EditDistanceTests {
    @Test(
        "distances are those counted by hand",
        arguments: [
            ("", "", 0), ("seed", "seed", 0), ("", "abc", 3), ("abc", "", 3), ("outptus", "outputs", 1),
            ("bath", "batch", 1), ("batchs", "batch", 1), ("losd", "loss", 1), ("kitten", "sitting", 3),
            ("ca", "abc", 3),
        ])
    func distances(a: String, b: String, distance: Int) {
        #expect(EditDistance.between(a, b) == distance)
        #expect(EditDistance.between(b, a) == distance)
    }

    @Test("only a near word is suggested")
    func near() {
        let words = ["seed", "batches", "batch", "dataset"]
        #expect(EditDistance.nearest(to: "Sead", among: words) == "seed")
        #expect(EditDistance.nearest(to: "bacth", among: words) == "batch")
        #expect(EditDistance.nearest(to: "temperature", among: words) == nil)
        #expect(EditDistance.nearest(to: String(repeating: "seed", count: 10_000), among: words) == nil)
        #expect(EditDistance.nearest(to: "seed", among: [String]()) == nil)
    }
}
