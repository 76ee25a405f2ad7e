import Environments
import FaultScripts
import PhysicalLearning

extension Experiment {
    /// The experiment that a checked section holds; throws `ConfigurationError`.
    init(_ section: TOMLSection) throws {
        func optional<Value>(_ name: String, _ read: (String) throws -> Value) throws -> Value? {
            section.isWritten(name) ? try read(name) : nil
        }
        let loss = try section.choice("loss", as: Loss.self)
        let trainer = try section.choice("trainer", as: Trainer.self)
        let environment = try Self.environment(section, trainer)
        let constants = environment == nil ? trainer.method.constants : ReinforcementTrainer.constants
        let acts = environment != nil
        let optimizer = try Optimizer(section.section("optimizer"), constants)
        self.init(
            name: try optional("name", section.string),
            seed: try section.integer("seed"),
            batches: try section.integer("batches"),
            batch: try optional("batch", section.integer) ?? (acts ? 256 : 128),
            loss: loss,
            trainer: trainer,
            dataset: try environment?.description ?? section.string("dataset"),
            environment: environment,
            data: try optional("data", section.string),
            pool: try section.integer("pool"),
            augmentation: try Self.augmentation(section, trainer),
            device: try section.string("device"),
            validation: try optional("validation", section.integer),
            evaluateEvery: try optional("evaluate-every", section.integer) ?? (acts ? 1 : 100),
            evaluationSamples: try section.integer("evaluation-samples"),
            probes: try optional("probes", section.boolean),
            checkpointEvery: try section.integer("checkpoint-every"),
            resumeTolerance: try section.number("resume-tolerance"),
            lossOptions: try LossOptions(section.section("loss-options"), loss),
            optimizer: optimizer,
            units: try Self.units(section, loss, eta: optimizer.eta, acts: acts),
            head: try Head(section.section("head"), constants, acts: acts),
            calibration: try Calibration(section.section("calibration")),
            predictor: try PredictorSettings(section.section("predictor")),
            methods: try Methods(section),
            reservoir: try Reservoir(section.section("reservoir")),
            reinforcement: try Reinforcement(section.section("reinforcement")),
            faults: try Self.faults(section),
            adaptation: try Adaptation(section.section("adaptation"), trainer))
    }

    private static func faults(_ section: TOMLSection) throws -> [PlannedFault] {
        let batches = try section.integer("batches")
        return try section.sections("fault").map { table in
            let fault = try PlannedFault(table)
            guard fault.batch <= batches else {
                throw table.error(
                    "batch", "a fault after \(fault.batch) batches never comes: the run has \(batches)",
                    remedy: "name one of its batches; with the last, the run watches for what the fault does")
            }
            return fault
        }.sorted { $0.batch < $1.batch }
    }

    /// The environment that the file names; throws unless it names either that or a data set.
    private static func environment(_ section: TOMLSection, _ trainer: Trainer) throws -> EnvironmentAddress? {
        guard section.isWritten("environment") else {
            guard section.isWritten("dataset") else {
                throw section.error(
                    "dataset", "the required key \"dataset\" is missing",
                    remedy: "name a data set, or an environment to act in")
            }
            return nil
        }
        guard !section.isWritten("dataset") else {
            throw section.error(
                "environment", "there is a data set as well", remedy: "leave one of dataset and environment out")
        }
        let text = try section.string("environment")
        guard let address = EnvironmentAddress(text) else {
            throw section.error(
                "environment", "\"\(text)\" is no environment", remedy: "write \(EnvironmentAddress.forms)")
        }
        guard trainer == .pib || trainer == .randomUnits else {
            throw section.error(
                "trainer", "trainer \(trainer.rawValue) does not learn from reward",
                remedy: "use pib or random-units with an environment")
        }
        return address
    }

    private static func units(_ section: TOMLSection, _ loss: Loss, eta: Double, acts: Bool) throws -> [Unit] {
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
            let unit = try Unit(table, number: index + 1, beta: betas[index], eta: eta, acts: acts)
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
    fileprivate init(_ section: TOMLSection, number: Int, beta: Double, eta: Double, acts: Bool) throws {
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
            activation: section.isWritten("activation")
                ? try section.choice("activation", as: Activation.self) : acts ? .tanh : .clip,
            fullScale: section.isWritten("full-scale") ? try section.number("full-scale") : acts ? 4 : 1,
            beta: section.isWritten("beta") ? try section.number("beta") : beta,
            eta: section.isWritten("eta") ? try section.number("eta") : eta,
            initial: section.isWritten("initial")
                ? try section.number("initial") : acts ? (number == 1 ? 2 : 1.5) : 1.4,
            frontEnd: try Self.frontEnd(section))
    }

    private static func frontEnd(_ section: TOMLSection) throws -> FrontEnd? {
        guard section.isWritten("front-end") else {
            for key in ["features", "mask"] where section.isWritten(key) {
                throw section.error(key, "the unit has no front end", remedy: "write front-end, or leave \(key) out")
            }
            return nil
        }
        let mask = try section.boolean("mask")
        if mask, section.isWritten("features") {
            throw section.error(
                "features", "a unit that learns by its mask has as many features as outputs", remedy: "leave it out")
        }
        return FrontEnd(
            device: try section.string("front-end"),
            features: try section.integer(mask ? "outputs" : "features"), mask: mask)
    }
}

extension Experiment.Head {
    fileprivate init(_ section: TOMLSection, _ constants: LearningConstants, acts: Bool) throws {
        self.init(
            eta: section.isWritten("eta") ? try section.number("eta") : constants.headLearningRate,
            fullScale: try section.number("full-scale"),
            inputs: section.isWritten("inputs")
                ? try section.choice("inputs", as: Network.Head.Inputs.self) : acts ? .last : .all,
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

extension Experiment.PlannedFault {
    fileprivate init(_ section: TOMLSection) throws {
        let kind = FaultKind(rawValue: try section.string("kind")) ?? .stuckCells
        do throws(FaultScriptError) {
            let share = section.isWritten("share") ? try? section.number("share") : nil
            let duration = section.isWritten("duration") ? try? section.quantity("duration") : nil
            fault = try Fault(kind, duration: duration, share: share)
        } catch {
            throw section.error(error.key, error.message, remedy: error.remedy)
        }
        batch = try section.integer("batch")
    }
}

extension Experiment.Adaptation {
    fileprivate init(_ section: TOMLSection, _ trainer: Experiment.Trainer) throws {
        let policy = try section.choice("policy", as: Policy.self)
        guard policy == .off || trainer == .pib else {
            throw section.error(
                "policy", "the units of trainer \(trainer.rawValue) have no loss of their own to watch",
                remedy: "use trainer pib, or policy \"off\": the run then only goes on learning")
        }
        var monitor = InformationMonitor.Settings()
        monitor.threshold = try section.number("threshold")
        monitor.least = try section.number("least")
        monitor.sustained = try section.integer("sustained")
        monitor.reference = try section.integer("reference")
        self.init(
            policy: policy, batches: try section.integer("batches"), samples: try section.integer("zeroing-samples"),
            watch: try section.integer("watch"), monitor: monitor)
    }
}

extension PredictorSettings {
    fileprivate init(_ section: TOMLSection) throws {
        self.init()
        weight = try section.number("weight")
        learningRate = try section.number("rate")
    }
}
