/// Where a dataset lies and in what form.
public enum DatasetSource: Sendable, Equatable {
    /// A directory with the four IDX files of the MNIST family, plain or gzip.
    case idx(directory: String)
    /// A table of comma-, semicolon- or tab-separated values with one sample a row.
    case csv(String)
    /// A .npy file of samples, with the labels in a second one beside it.
    case npy(String)
    /// A .npz file of samples and labels.
    case npz(String)

    /// The file endings of the forms that are one file, in the order in which they are looked for.
    static let fileEndings = ["csv", "npz", "npy"]

    /// The source that the file at `path` is, by its ending.
    init?(file path: String) {
        switch path.split(separator: "/").last?.split(separator: ".").last?.lowercased() {
        case "csv", "tsv": self = .csv(path)
        case "npy": self = .npy(path)
        case "npz": self = .npz(path)
        default: return nil
        }
    }
}

extension DatasetSource {
    /// The directory or file.
    public var path: String {
        switch self {
        case .idx(let path), .csv(let path), .npy(let path), .npz(let path): path
        }
    }
}
