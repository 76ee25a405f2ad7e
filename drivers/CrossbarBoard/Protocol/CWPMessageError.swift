/// A payload that is not a message of its opcode, or a message that cannot be put into a payload.
public struct CWPMessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for code that has to tell them apart.
    public enum Code: Hashable, Sendable {
        /// The payload is shorter or longer than its content says.
        case badLength
        /// A field has a value that is not allowed, or two do not fit each other.
        case badParameter
        /// The message is valid and its opcode or format is not known here.
        case unsupported
        /// The frame does not answer the request.
        case wrongFrame
    }

    /// The kind of failure.
    public let code: Code
    /// The message at fault, as in "READ_VMM response".
    public let message: String
    /// What is wrong with it.
    public let problem: String

    init(_ code: Code, _ message: String, _ problem: String) {
        self.code = code
        self.message = message
        self.problem = problem
    }

    /// The status with which a board refuses such a request.
    public var status: CWPStatus {
        switch code {
        case .badLength: .badLength
        case .badParameter, .wrongFrame: .badParameter
        case .unsupported: .unsupported
        }
    }

    public var description: String {
        "\(message): \(problem); host and firmware disagree on the protocol, compare both with its description"
    }
}
