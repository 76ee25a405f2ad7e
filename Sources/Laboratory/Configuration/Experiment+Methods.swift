import Datasets
import PhysicalLearning

extension Experiment {
    /// The constants of the methods that have some of their own; only those of the run's trainer are used.
    public struct Methods: Sendable, Equatable {
        /// Physics-aware training.
        public var pat = PATTrainer.Settings()
        /// Global perturbation.
        public var pgt = PGTTrainer.Settings()
        /// Physical local learning.
        public var phyll = PhyLLTrainer.Settings()
        /// A twin trained on the host.
        public var inSilico = InSilicoTrainer.Settings()
        /// Learning without labels.
        public var unsupervised = UnsupervisedTrainer.Settings()
        /// The views it learns from.
        public var views = Augmentation()
    }

    static let unsupervisedSchema = TOMLSchema([
        .init(
            "from", .choice(of: UnsupervisedTrainer.Settings.Source.self), default: .string("views"),
            "what the units learn from: two views of every sample, or their own inputs"),
        .init("shift", .number(.from(0, to: 1e6)), default: .number(2), "largest shift of a view [px]"),
        .init("rotation", .number(.from(0, to: 1e6)), default: .number(15), "largest rotation of a view [degrees]"),
        .init("scale", .number(.from(0, to: 1e6)), default: .number(0.15), "largest change of a view's size, relative"),
        .init("shear", .number(.from(0, to: 1e6)), default: .number(0.2), "largest shear of a view"),
        .init(
            "direction-width", .number(.from(0.01, to: 100)),
            "squared width of the kernel between directions of outputs; 1 for views, 2 for inputs"),
        .init(
            "input-direction-width", .number(.from(0.01, to: 100)), default: .number(0.25),
            "squared width of the kernel between directions of inputs"),
    ])

    static let patSchema = TOMLSchema([
        .init(
            "source", .choice(of: PATTrainer.Settings.Source.self), default: .string("automatic"),
            "where the twin comes from: read-out of the chip, measured pairs, or the first where it can"),
        .init(
            "refit-every", .integer(1...1_000_000_000), default: .integer(10),
            "batches between two refreshments of the twin"),
        .init(
            "read-out-noise", .number(.from(0, to: 1)), default: .number(0.01),
            "error added to what a simulated chip reads, standard deviation in parts of the window's upper end"),
        .init("ridge", .number(.above(0)), default: .number(1e-3), "ridge of the fit, in mean squares of the drives"),
    ])

    static let pgtSchema = TOMLSchema([
        .init(
            "directions", .integer(1...1024), default: .integer(4),
            "directions probed with a batch, each on its part of the samples"),
        .init("pairs", .integer(1...1_000_000), default: .integer(24), "pairs of cells that a direction moves"),
        .init("amplitude", .integer(1...63), default: .integer(1), "pulses of the first perturbations"),
        .init("largest-amplitude", .integer(1...63), default: .integer(32), "most pulses of a perturbation"),
        .init(
            "significance", .number(.from(0, to: 1000)), default: .number(3),
            "spreads of the loss that its difference has to reach, or the amplitude is doubled"),
        .init("noise-passes", .integer(2...1000), default: .integer(4), "passes that measure the noise of the loss"),
    ])

    static let phyllSchema = TOMLSchema([
        .init("steepness", .number(.above(0)), default: .number(10), "theta of the loss"),
        .init(
            "label-level", .number(.above(0, to: 1)), default: .number(1),
            "what the input of the label is driven with, in fractions of full scale"),
    ])

    static let inSilicoSchema = TOMLSchema([
        .init(
            "model", .choice(of: InSilicoTrainer.Settings.Model.self), default: .string("nominal"),
            "what the twin begins with"),
        .init(
            "programming", .choice(of: InSilicoTrainer.Settings.Programming.self), default: .string("open-loop"),
            "how its weights come to the chip"),
        .init(
            "program-every", .integer(0...1_000_000_000), default: .integer(0),
            "batches between two programmings on the way; 0 for one at the end"),
    ])
}

extension Experiment.Methods {
    /// The methods' tables of an experiment.
    init(_ section: TOMLSection) throws {
        let pat = section.section("pat")
        self.pat.source = try pat.choice("source", as: PATTrainer.Settings.Source.self)
        self.pat.refitEvery = try pat.integer("refit-every")
        self.pat.readOutNoise = try pat.number("read-out-noise")
        self.pat.ridge = try pat.number("ridge")
        let pgt = section.section("pgt")
        self.pgt.directions = try pgt.integer("directions")
        self.pgt.pairs = try pgt.integer("pairs")
        self.pgt.amplitude = try pgt.integer("amplitude")
        self.pgt.largestAmplitude = try pgt.integer("largest-amplitude")
        self.pgt.significance = try pgt.number("significance")
        self.pgt.noisePasses = try pgt.integer("noise-passes")
        let phyll = section.section("phyll")
        self.phyll.steepness = try phyll.number("steepness")
        self.phyll.labelLevel = Float(try phyll.number("label-level"))
        let inSilico = section.section("in-silico")
        self.inSilico.model = try inSilico.choice("model", as: InSilicoTrainer.Settings.Model.self)
        self.inSilico.programming = try inSilico.choice("programming", as: InSilicoTrainer.Settings.Programming.self)
        self.inSilico.programEvery = try inSilico.integer("program-every")
        let unsupervised = section.section("unsupervised")
        self.unsupervised.source = try unsupervised.choice("from", as: UnsupervisedTrainer.Settings.Source.self)
        if unsupervised.isWritten("direction-width") {
            self.unsupervised.squaredWidth = try unsupervised.number("direction-width")
        }
        self.unsupervised.inputSquaredWidth = try unsupervised.number("input-direction-width")
        views.shift = try unsupervised.number("shift")
        views.rotation = try unsupervised.number("rotation")
        views.scale = try unsupervised.number("scale")
        views.shear = try unsupervised.number("shear")
    }

    /// The table of `trainer`, with its name; nil for a trainer without one.
    func table(of trainer: Experiment.Trainer) -> (name: String, table: [String: TOMLNode])? {
        switch trainer {
        case .pat:
            (
                "pat",
                [
                    "source": .string(pat.source.rawValue), "refit-every": .integer(pat.refitEvery),
                    "read-out-noise": .number(pat.readOutNoise), "ridge": .number(pat.ridge),
                ]
            )
        case .pgt:
            (
                "pgt",
                [
                    "directions": .integer(pgt.directions), "pairs": .integer(pgt.pairs),
                    "amplitude": .integer(pgt.amplitude), "largest-amplitude": .integer(pgt.largestAmplitude),
                    "significance": .number(pgt.significance), "noise-passes": .integer(pgt.noisePasses),
                ]
            )
        case .phyll:
            (
                "phyll",
                [
                    "steepness": .number(phyll.steepness),
                    "label-level": .number(Double(phyll.labelLevel)),
                ]
            )
        case .inSilico:
            (
                "in-silico",
                [
                    "model": .string(inSilico.model.rawValue), "programming": .string(inSilico.programming.rawValue),
                    "program-every": .integer(inSilico.programEvery),
                ]
            )
        case .unsupervised: ("unsupervised", unsupervisedTable)
        case .pib, .dfa, .perturbation, .nodePerturbation, .randomUnits: nil
        }
    }

    private var unsupervisedTable: [String: TOMLNode] {
        var table: [String: TOMLNode] = [
            "from": .string(unsupervised.source.rawValue), "shift": .number(views.shift),
            "rotation": .number(views.rotation), "scale": .number(views.scale), "shear": .number(views.shear),
            "input-direction-width": .number(unsupervised.inputSquaredWidth),
        ]
        table["direction-width"] = unsupervised.squaredWidth.map(TOMLNode.number)
        return table
    }
}
