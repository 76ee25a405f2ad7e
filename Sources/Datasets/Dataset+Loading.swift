import ArrayFiles

extension Dataset {
    /// Loads the dataset called `name` from `source`, as found by `DatasetLocator`.
    ///
    /// Images of the MNIST family become code / 255, the rest is scaled as `FeatureScaling` says; a source without a
    /// test part is split as `DatasetSplit` says. Blocks while it reads and computes (about half a second for 70 000
    /// images): call it off the cooperative thread pool's critical paths.
    ///
    /// - Parameter validation: how many of the last training samples become the validation part; by default 5 000, or
    ///   a fifth of the training samples if that is less.
    /// - Throws: `DatasetError`.
    public static func load(_ name: String, from source: DatasetSource, validation: Int? = nil) throws -> Dataset {
        do {
            switch source {
            case .idx(let directory): return try IDXDirectory(directory, dataset: name).load(validation: validation)
            case .csv(let file): return try CSVSource(file).load(name, validation: validation)
            case .npy(let file): return try NumpySource.pair(samples: file).load(name, validation: validation)
            case .npz(let file): return try NumpySource.archive(file).load(name, validation: validation)
            }
        } catch let error as ArrayFileError {
            throw DatasetError(error)
        }
    }
}
