import Datasets

extension Experiment {
    static let augmentationSchema = TOMLSchema([
        .init("shift", .number(.from(0, to: 1e6)), default: .number(0), "largest shift along either axis [px]"),
        .init("rotation", .number(.from(0, to: 1e6)), default: .number(0), "largest rotation either way [degrees]"),
        .init("scale", .number(.from(0, to: 1e6)), default: .number(0), "largest change of size, relative"),
        .init("shear", .number(.from(0, to: 1e6)), default: .number(0), "largest shear along the rows"),
    ])

    /// The ranges of the views that are learnt from; nil where the file has none. Throws `ConfigurationError` where
    /// there are no samples to augment, or the method makes views of its own.
    static func augmentation(_ section: TOMLSection, _ trainer: Trainer) throws -> Augmentation? {
        guard section.isWritten("augmentation") else { return nil }
        guard !section.isWritten("environment") else {
            throw section.error(
                "augmentation", "an environment has no samples to make views of", remedy: "leave the table out")
        }
        guard trainer != .unsupervised else {
            throw section.error(
                "augmentation", "trainer unsupervised makes views of its own",
                remedy: "write their ranges into the table [unsupervised]")
        }
        let table = section.section("augmentation")
        var augmentation = Augmentation.none
        augmentation.shift = try table.number("shift")
        augmentation.rotation = try table.number("rotation")
        augmentation.scale = try table.number("scale")
        augmentation.shear = try table.number("shear")
        return augmentation
    }
}

extension Augmentation {
    /// The ranges as a table of an experiment.
    var table: [String: TOMLNode] {
        ["shift": .number(shift), "rotation": .number(rotation), "scale": .number(scale), "shear": .number(shear)]
    }
}
