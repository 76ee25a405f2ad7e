import ArrayFiles

/// A dataset that cannot be used: which file, what is wrong with it, and what to do.
public struct DatasetError: Error, Equatable, CustomStringConvertible {
    /// The kind of failure, for code that has to tell them apart.
    public enum Code: String, Sendable {
        /// No place looked at holds the dataset.
        case notFound
        /// The dataset's name could not be a folder's name.
        case invalidName
        /// One of the files that belong together is not there.
        case missingFile
        /// A file cannot be read, or is larger than is read into memory.
        case unreadable
        /// A file ends before what it announces.
        case truncated
        /// A file is not of its format: wrong magic number, ragged row, missing key.
        case wrongFormat
        /// Samples and labels, or training and test part, do not belong together.
        case mismatch
        /// A label is no class.
        case labelOutOfRange
        /// A value is empty, not a number, or not finite.
        case invalidValue
        /// There are no samples, or too few to be split.
        case tooFewSamples
        /// The samples have not the shape that is asked of them.
        case invalidShape
        /// The validation split asked for does not leave samples to train on.
        case invalidValidation
    }

    /// The kind of failure.
    public let code: Code
    /// The file or directory at fault; nil if it is none.
    public let file: String?
    /// What is wrong, where in the file.
    public let problem: String
    /// What to do about it.
    public let remedy: String

    init(_ code: Code, _ file: String?, _ problem: String, remedy: String) {
        self.code = code
        self.file = file
        self.problem = problem
        self.remedy = remedy
    }

    init(_ error: ArrayFileError) {
        let code: Code =
            switch error.code {
            case .unreadable, .unwritable, .tooLarge: .unreadable
            case .truncated: .truncated
            case .wrongFormat, .unsupported, .corrupt: .wrongFormat
            }
        self.init(code, error.file, error.problem, remedy: error.remedy)
    }

    public var description: String { (file.map { "\($0): " } ?? "") + "\(problem); \(remedy)" }
}
