/// A file that cannot be read or written as an array file: which one, what is wrong with it, and what to do.
public struct ArrayFileError: Error, Equatable, CustomStringConvertible {
    /// The kind of failure, for code that has to tell them apart.
    public enum Code: String, Sendable {
        /// The operating system does not give the file's bytes.
        case unreadable
        /// The operating system does not take the file's bytes.
        case unwritable
        /// The file ends before what it announces.
        case truncated
        /// The file is not of the format expected.
        case wrongFormat
        /// The file is of the format, with a feature that is not read here.
        case unsupported
        /// The file holds, or announces, more than is read into memory.
        case tooLarge
        /// A checksum or an internal reference of the file is wrong.
        case corrupt
    }

    /// The kind of failure.
    public let code: Code
    /// The path of the file, or the caller's name for the bytes.
    public let file: String
    /// What is wrong.
    public let problem: String
    /// What to do about it.
    public let remedy: String

    init(_ code: Code, _ file: String, _ problem: String, remedy: String) {
        self.code = code
        self.file = file
        self.problem = problem
        self.remedy = remedy
    }

    public var description: String { "\(file): \(problem); \(remedy)" }
}
