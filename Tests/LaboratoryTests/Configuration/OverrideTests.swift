import Testing

@testable import Laboratory

@Suite("Overrides")
struct OverrideTests {
    private let twoUnits = TestFiles.minimal + "\n[[unit]]\nname = \"narrow\"\noutputs = 8\n"

    @Test("a leaf name is enough where only one key has it, also when the file does not write it")
    func leaves() throws {
        #expect(try TestFiles.experiment(TestFiles.minimal, "seed=3").seed == 3)
        #expect(try TestFiles.experiment(TestFiles.minimal, " seed = 3 ").seed == 3)
        #expect(try TestFiles.experiment(TestFiles.minimal, "momentum=0.5").optimizer.momentum == 0.5)
        #expect(try TestFiles.experiment(TestFiles.minimal, "samples=100").calibration.samples == 100)
        #expect(try TestFiles.experiment(TestFiles.minimal, "head.eta=1").head.eta == 1)
        #expect(try TestFiles.experiment(TestFiles.minimal, "seed=3", "seed=4").seed == 4)
    }

    @Test("a value is TOML, and a string where it is none or a string is wanted")
    func values() throws {
        #expect(try TestFiles.experiment(TestFiles.minimal, "loss=log-det").loss == .logDet)
        #expect(try TestFiles.experiment(TestFiles.minimal, "loss=\"cka\"").loss == .cka)
        #expect(try TestFiles.experiment(TestFiles.minimal, "data=/x/y=z#1").data == "/x/y=z#1")
        #expect(try TestFiles.experiment(TestFiles.minimal, "dataset=2024").dataset == "2024")
        #expect(try TestFiles.experiment(TestFiles.minimal, "name=true").name == "true")
        #expect(try TestFiles.experiment(twoUnits, "loss-options.beta=[1, -2.5]").units.map(\.beta) == [1, -2.5])
    }

    @Test("one of several units is meant by its number or its name")
    func units() throws {
        func outputs(_ override: String) throws -> [Int] {
            try TestFiles.experiment(twoUnits, override).units.map(\.outputs)
        }
        #expect(try outputs("unit.0.outputs=64") == [64, 8])
        #expect(try outputs("unit.1.outputs=64") == [16, 64])
        #expect(try outputs("unit.narrow.outputs=64") == [16, 64])
        #expect(try outputs("hidden1.outputs=64") == [64, 8])
        #expect(try outputs("1.outputs=64") == [16, 64])
        #expect(try TestFiles.experiment(TestFiles.minimal, "outputs=64").units.map(\.outputs) == [64])
        #expect(try TestFiles.experiment(TestFiles.minimal, "unit.outputs=64").units.map(\.outputs) == [64])
    }

    @Test("the top-level key is meant by a name that tables have, too")
    func topLevel() throws {
        let experiment = try TestFiles.experiment(twoUnits, "name=test")
        #expect(experiment.name == "test")
        #expect(experiment.units.map(\.name) == ["hidden1", "narrow"])
    }

    @Test(
        "an ambiguous leaf is refused with the candidates",
        arguments: [
            ("eta=1", "write one of optimizer.eta, unit.0.eta, unit.1.eta, head.eta"),
            ("unit.outputs=3", "write one of unit.0.outputs, unit.1.outputs"),
            ("outputs=3", "write one of unit.0.outputs, unit.1.outputs"),
            ("target=1", "write one of head.target, calibration.target"),
        ])
    func ambiguous(override: String, remedy: String) {
        let error = TestFiles.experimentError(twoUnits, override)
        #expect(error?.message == "in the override \"\(override)\": ambiguous")
        #expect(error?.remedy == remedy)
        #expect(error?.file == nil && error?.line == nil)
    }

    @Test(
        "an unknown or malformed override is refused with advice",
        arguments: [
            ("sead=3", "unknown key", "did you mean \"seed\"?"),
            ("head.etta=3", "unknown key", "did you mean \"head.eta\"?"),
            ("unit.2.outputs=3", "unknown key", "did you mean \"unit.0.outputs\"?"),
            ("optimizer={eta=1}", "unknown key", nil),
            ("=3", "not of the form key=value", "write for instance seed=3"),
            ("seed", "not of the form key=value", "write for instance seed=3"),
            ("", "not of the form key=value", "write for instance seed=3"),
            ("seed=", "the value cannot be read", "write one value, for instance seed=3"),
            ("seed=3\nbatches=1", "the value cannot be read", "write one value, for instance seed=3"),
            ("...=3", "unknown key", nil), (".seed=3", "unknown key", nil),
        ])
    func refused(override: String, message: String, remedy: String?) {
        let error = TestFiles.experimentError(twoUnits, override)
        #expect(error?.message == "in the override \"\(override)\": \(message)")
        if let remedy { #expect(error?.remedy == remedy) }
    }

    @Test("a unit cannot be meant where the file has none")
    func noUnits() {
        let error = TestFiles.experimentError("batches = 1\ndataset = \"x\"", "outputs=3")
        #expect(error?.message == "in the override \"outputs=3\": there is no [[unit]] in mnist.toml")
    }

    @Test("a wrong value is blamed on the override, not on the file")
    func blame() {
        let error = TestFiles.experimentError(TestFiles.experiment, "seed=abc")
        let range = "an integer from 0 to 9007199254740992"
        #expect(error?.message == "in the override \"seed=abc\": expected \(range), found the string \"abc\"")
        #expect(error?.file == nil && error?.key == "seed")
    }

    @Test("an override below a key that is no table is refused")
    func noTable() {
        let error = TestFiles.experimentError("head = 3\n" + TestFiles.minimal, "head.eta=1")
        #expect(error?.description.hasPrefix("mnist.toml:1: head: expected a table") == true)
    }

    @Test("every key can be overridden by its full path")
    func everyKey() throws {
        let faults = String(repeating: "\n[[fault]]\nbatch = 1\nkind = \"drift\"\n", count: 2)
        for leaf in Experiment.schema.leaves {
            let path = leaf.map { $0 == "*" ? "1" : $0 }.joined(separator: ".")
            let error = TestFiles.experimentError(TestFiles.experiment + faults, "\(path)=2")
            #expect(error?.message.contains("unknown") != true && error?.message.contains("ambiguous") != true)
        }
    }
}
