import Testing

@testable import Laboratory

@Suite("Experiment files")
struct ExperimentFileTests {
    @Test("the shortest experiment has the recipe's defaults")
    func defaults() throws {
        let experiment = try TestFiles.experiment()
        #expect(experiment.name == nil && experiment.seed == 0 && experiment.batch == 128)
        #expect(experiment.loss == .renyi && experiment.trainer == .pib && experiment.device == "chip")
        #expect(experiment.data == nil && experiment.validation == nil)
        #expect(experiment.evaluateEvery == 100 && experiment.evaluationSamples == 1000)
        #expect(experiment.lossOptions == .init(alpha: 0.5, epsilon: 0.1, width: 1, inputWidth: 0.25))
        #expect(
            experiment.optimizer
                == .init(
                    eta: 0.015, momentum: 0.95, variance: 0.99, epsilon: 1e-10, scheduleKnee: 1.5, maximumPulses: 15))
        let unit = Experiment.Unit(
            name: "hidden1", outputs: 16, inputs: nil, activation: .clip, fullScale: 1, beta: 0, eta: 0.015, initial: 1.4)
        #expect(experiment.units == [unit])
        #expect(experiment.head == .init(eta: 0.02, fullScale: 8, inputs: .all, initial: 0, target: 2))
        #expect(experiment.calibration == .init(samples: 512, percentile: 99, target: 0.5))
    }

    @Test("every key that is written arrives")
    func everyKey() throws {
        let experiment = try TestFiles.experiment(TestFiles.experiment)
        #expect(experiment.name == "first light" && experiment.seed == 3 && experiment.batches == 1200)
        #expect(experiment.batch == 64 && experiment.loss == .logDet && experiment.trainer == .randomUnits)
        #expect(experiment.dataset == "mnist" && experiment.data == "/srv/data" && experiment.device == "board")
        #expect(experiment.validation == 4000)
        #expect(experiment.evaluateEvery == 50 && experiment.evaluationSamples == 500)
        #expect(experiment.lossOptions == .init(alpha: 1.01, epsilon: 1, width: 0.75, inputWidth: 0.5))
        #expect(
            experiment.optimizer
                == .init(eta: 0.02, momentum: 0.9, variance: 0.999, epsilon: 1e-8, scheduleKnee: 2, maximumPulses: 7))
        #expect(
            experiment.units == [
                .init(
                    name: "wide", outputs: 256, inputs: 784, activation: .tanh, fullScale: 1, beta: -0.5, eta: 0.03, initial: 1.5),
                .init(
                    name: "hidden2", outputs: 64, inputs: nil, activation: .clip, fullScale: 1, beta: 0.125, eta: 0.02, initial: 1.4),
            ])
        #expect(experiment.head == .init(eta: 0.05, fullScale: 4, inputs: .last, initial: 0.5, target: 1.5))
        #expect(experiment.calibration == .init(samples: 256, percentile: 98, target: 0.4))
    }

    @Test("no key of the schema is without effect")
    func noDeadKey() throws {
        let values: [TOMLNode] = [.integer(7), .number(0.7), .string("other")]
        let withTables = TestFiles.minimal + "\nfront-end = \"optics\"\n[[fault]]\nbatch = 1\nkind = \"stuck-cells\"\n"
        for leaf in Experiment.schema.leaves where leaf.last != "inputs" || leaf.contains("head") {
            // Instead of a data set, not beside one: see the tests of environments.
            if leaf == ["environment"] { continue }
            // A duration belongs to drift alone, a share to the other kinds.
            if leaf == ["fault", "*", "duration"] { continue }
            let needsTables = leaf.first == "fault" || ["features", "mask"].contains(leaf.last)
            let text = needsTables ? withTables : TestFiles.minimal
            let path = leaf.map { $0 == "*" ? "0" : $0 }.joined(separator: ".")
            let kind = try #require(Experiment.schema.kind(at: path.split(separator: ".").map(String.init)))
            var texts = values.map(TOMLWriter.value)
            if case .string(let choices) = kind { texts += choices }
            if case .boolean = kind { texts += ["true"] }
            if case .quantity = kind { texts += ["\"7 s\""] }
            let results = texts.compactMap { try? TestFiles.experiment(text, "\(path)=\($0)") }
            let plain = try TestFiles.experiment(text)
            #expect(results.contains { $0 != plain }, "\(path)")
        }
    }

    @Test("the width and beta follow the loss unless they are written")
    func lossDefaults() throws {
        let units = TestFiles.minimal + "\n[[unit]]\noutputs = 8\n"
        #expect(try TestFiles.experiment(units, "loss=log-det").units.map(\.beta) == [-0.1, 0])
        #expect(try TestFiles.experiment(units, "loss=log-det", "loss-options.beta=0").units.map(\.beta) == [0, 0])
        #expect(try TestFiles.experiment(units, "loss=renyi", "unit.1.beta=0.2").units.map(\.beta) == [0, 0.2])
        #expect(try TestFiles.experiment(units, "loss=cka").lossOptions.width == 0.5)
        #expect(try TestFiles.experiment(units, "loss=cka", "width=2").lossOptions.width == 2)
    }

    @Test(
        "the resolved experiment read again is the same",
        arguments: [
            [], ["loss=log-det"], ["loss=cka", "name=a \"quoted\" \\ name\u{7}\u{1F600}"], ["seed=9007199254740992"],
            ["optimizer.eta=0.1", "eps=1e-300"], ["epsilon=5e-324"], ["evaluate-every=0", "validation=1"],
        ] as [[String]])
    func resolved(overrides: [String]) throws {
        for text in [TestFiles.minimal, TestFiles.experiment] {
            let experiment = try ExperimentFile(text: text, file: "a.toml", overrides: overrides).experiment
            let again = try TestFiles.experiment(experiment.resolvedTOML)
            #expect(again == experiment)
            #expect(again.resolvedTOML == experiment.resolvedTOML)
        }
    }

    @Test("the resolved experiment writes every default out and can still be overridden")
    func resolvedIsComplete() throws {
        let text = try TestFiles.experiment().resolvedTOML
        let lines = ["seed = 0", "batch = 128", "momentum = 0.95", "[calibration]", "beta = [0.0]", "full-scale = 8.0"]
        for line in lines {
            #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
        }
        #expect(try TestFiles.experiment(text, "optimizer.eta=0.5").units[0].eta == 0.5)
        #expect(try TestFiles.experiment(text, "loss-options.beta=0.5").units[0].beta == 0.5)
    }

    @Test("units without any table are asked for")
    func noUnits() {
        let error = TestFiles.experimentError("batches = 1\ndataset = \"mnist\"\n")
        #expect(error?.description.hasPrefix("mnist.toml: unit: there is no hidden unit; add for each one") == true)
    }

    @Test("a misspelt trainer is refused with the nearest one")
    func trainers() {
        let misspelt = TestFiles.experimentError(TestFiles.minimal, "trainer=pip")
        #expect(misspelt?.remedy == "did you mean \"pib\"?")
    }

    @Test("two units of one name, or one called head, are refused with the line")
    func names() {
        let twice = "\n[[unit]]\nname = \"hidden1\"\noutputs = 3\n"
        #expect(
            TestFiles.experimentError(TestFiles.minimal + twice)?.description
                == "mnist.toml:6: unit.1.name: the name \"hidden1\" is taken; give every unit its own name")
        #expect(TestFiles.experimentError(TestFiles.minimal + "\nname = \"head\"")?.line == 5)
        for name in ["1", "a.b", "a b", "\u{e9}", "-a", String(repeating: "a", count: 65)] {
            let error = TestFiles.experimentError(TestFiles.minimal + "\nname = \"\(name)\"")
            #expect(error?.message == "\"\(name)\" cannot be a unit's name")
        }
    }

    @Test("units that do not fit together are refused with the file, key and line")
    func chain() throws {
        let text = TestFiles.minimal + "\n[[unit]]\ninputs = 20\noutputs = 8\n"
        #expect(
            TestFiles.experimentError(text)?.description
                == "mnist.toml:6: unit.1.inputs: unit hidden2 claims 20 inputs, but unit hidden1 has 16 outputs; "
                + "write 16, or leave the key out")
        let file = try ExperimentFile(text: TestFiles.experiment, file: "mnist.toml")
        let error = TestFiles.configurationError { _ = try file.units(inputDimension: 100, classes: 10) }
        #expect(error?.line == 32 && error?.key == "unit.0.inputs")
        #expect(error?.message == "unit wide claims 784 inputs, but a sample of mnist has 100")
    }

    @Test("shapes follow from the data, and the head takes all outputs or the last")
    func shapes() throws {
        let file = try ExperimentFile(text: TestFiles.experiment, file: "mnist.toml", overrides: ["head.inputs=all"])
        let shapes = try file.units(inputDimension: 784, classes: 10)
        #expect(
            shapes == [
                .init(unit: "wide", inputs: 784, outputs: 256), .init(unit: "hidden2", inputs: 256, outputs: 64),
                .init(unit: "head", inputs: 320, outputs: 10),
            ])
        let last = try ExperimentFile(text: TestFiles.experiment, file: "mnist.toml")
        #expect(try last.units(inputDimension: 784, classes: 10).last?.inputs == 64)
    }

    @Test("a mistake found later can be blamed on its line or override")
    func laterErrors() throws {
        let file = try ExperimentFile(text: TestFiles.experiment, file: "mnist.toml", overrides: ["data=/y"])
        #expect(file.error(at: "validation", "too many", remedy: "less").line == 11)
        #expect(file.error(at: "calibration.samples", "too many", remedy: "less").line == 50)
        #expect(file.error(at: "data", "missing", remedy: "look").message == "in the override \"data=/y\": missing")
    }

    @Test("10 000 random changes of a valid file are read or refused, never a crash")
    func mutations() throws {
        var generator = SplitMix64(state: 2026)
        let original = Array(TestFiles.experiment.utf8)
        let spice = Array("[]{}=.,\"'#\n\\u0 -+eE_1\u{e9}".utf8)
        var accepted = 0
        for _ in 0..<10_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                let length = Int.random(in: 1...20, using: &generator)
                let range = position..<min(bytes.count, position + length)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes.removeSubrange(range)
                case 1: bytes.insert(contentsOf: bytes[range], at: Int.random(in: 0...bytes.count, using: &generator))
                case 2: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                default: bytes[position] = spice[Int.random(in: 0..<spice.count, using: &generator)]
                }
                if bytes.isEmpty { bytes = original }
            }
            do {
                let file = try ExperimentFile(text: String(decoding: bytes, as: UTF8.self), file: "fuzz.toml")
                accepted += 1
                let text = file.experiment.resolvedTOML
                #expect(try TestFiles.experiment(text) == file.experiment)
            } catch {
                #expect(error is ConfigurationError)
            }
        }
        #expect(accepted > 100 && accepted < 9900)
    }
}
