import PhysicalLearning

extension Experiment {
    /// The experiment that a checked section holds; throws `ConfigurationError`.
    init(_ section: TOMLSection) throws {
        func optional<Value>(_ name: String, _ read: (String) throws -> Value) throws -> Value? {
            section.isWritten(name) ? try read(name) : nil
        }
        let loss = try section.choice("loss", as: Loss.self)
        let trainer = try section.choice("trainer", as: Trainer.self)
        let optimizer = try Optimizer(section.section("optimizer"), trainer.method.constants)
        self.init(
            name: try optional("name", section.string),
            seed: try section.integer("seed"),
            batches: try section.integer("batches"),
            batch: try section.integer("batch"),
            loss: loss,
            trainer: trainer,
            dataset: try section.string("dataset"),
            data: try optional("data", section.string),
            device: try section.string("device"),
            validation: try optional("validation", section.integer),
            evaluateEvery: try section.integer("evaluate-every"),
            evaluationSamples: try section.integer("evaluation-samples"),
            lossOptions: try LossOptions(section.section("loss-options"), loss),
            optimizer: optimizer,
            units: try Self.units(section, loss, eta: optimizer.eta),
            head: try Head(section.section("head"), trainer.method.constants),
            calibration: try Calibration(section.section("calibration")))
    }

    private static func units(_ section: TOMLSection, _ loss: Loss, eta: Double) throws -> [Unit] {
        let tables = section.sections("unit")
        guard !tables.isEmpty else {
            throw section.error(
                "unit", "there is no hidden unit", remedy: "add for each one a table [[unit]] with \"outputs = ...\"")
        }
        let options = section.section("loss-options")
        let betas =
            options.isWritten("beta")
            ? try options.numbers("beta", count: tables.count)
            : tables.indices.map { loss == .logDet && $0 == 0 ? -0.1 : 0 }
        var units: [Unit] = []
        for (index, table) in tables.enumerated() {
            let unit = try Unit(table, number: index + 1, beta: betas[index], eta: eta)
            guard unit.name != "head", !units.contains(where: { $0.name == unit.name }) else {
                throw table.error("name", "the name \"\(unit.name)\" is taken", remedy: "give every unit its own name")
            }
            if let before = units.last, let inputs = unit.inputs, inputs != before.outputs {
                throw table.error(
                    "inputs", "unit \(unit.name) claims \(inputs) inputs, but unit \(before.name) has "
                        + "\(before.outputs) outputs", remedy: "write \(before.outputs), or leave the key out")
            }
            units.append(unit)
        }
        return units
    }
}

extension Experiment.LossOptions {
    fileprivate init(_ section: TOMLSection, _ loss: Experiment.Loss) throws {
        let usualWidth = loss == .cka ? 0.5 : 1
        self.init(
            alpha: try section.number("alpha"), epsilon: try section.number("eps"),
            width: section.isWritten("width") ? try section.number("width") : usualWidth,
            inputWidth: try section.number("input-width"))
    }
}

extension Experiment.Optimizer {
    fileprivate init(_ section: TOMLSection, _ constants: LearningConstants) throws {
        self.init(
            eta: section.isWritten("eta") ? try section.number("eta") : constants.learningRate,
            momentum: section.isWritten("momentum") ? try section.number("momentum") : constants.momentum,
            variance: try section.number("variance"), epsilon: try section.number("epsilon"),
            scheduleKnee: try section.number("schedule-knee"), maximumPulses: try section.integer("max-pulses"))
    }
}

extension Experiment.Unit {
    fileprivate init(_ section: TOMLSection, number: Int, beta: Double, eta: Double) throws {
        let name = section.isWritten("name") ? try section.string("name") : "\(Experiment.unitPrefix)\(number)"
        guard name.isIdentifier else {
            throw section.error(
                "name", "\"\(name)\" cannot be a unit's name",
                remedy: "begin with a letter and go on with letters, digits, \"-\" and \"_\", 64 at most")
        }
        self.init(
            name: name,
            outputs: try section.integer("outputs"),
            inputs: section.isWritten("inputs") ? try section.integer("inputs") : nil,
            activation: try section.choice("activation", as: Activation.self),
            beta: section.isWritten("beta") ? try section.number("beta") : beta,
            eta: section.isWritten("eta") ? try section.number("eta") : eta,
            initial: try section.number("initial"))
    }
}

extension Experiment.Head {
    fileprivate init(_ section: TOMLSection, _ constants: LearningConstants) throws {
        self.init(
            eta: section.isWritten("eta") ? try section.number("eta") : constants.headLearningRate,
            fullScale: try section.number("full-scale"),
            inputs: try section.choice("inputs", as: Network.Head.Inputs.self),
            initial: try section.number("initial"), target: try section.number("target"))
    }
}

extension Experiment.Calibration {
    fileprivate init(_ section: TOMLSection) throws {
        self.init(
            samples: try section.integer("samples"), percentile: try section.number("percentile"),
            target: try section.number("target"))
    }
}
