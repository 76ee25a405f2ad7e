/// Where an environment is found, as an experiment file writes it.
public enum EnvironmentAddress: Sendable, Equatable, CustomStringConvertible {
    /// `cartpole`: CartPole-v1 in this process.
    case cartPole
    /// `varlink:PATH`: a service of `io.pibd.Environment` at a Unix socket.
    case varlink(path: String)

    /// What an experiment file may write, for messages.
    public static let forms = "\"cartpole\", or \"varlink:\" and the absolute path of a Unix socket"

    /// The address that `text` is; nil where it is none.
    public init?(_ text: String) {
        if text == "cartpole" {
            self = .cartPole
        } else if text.hasPrefix("varlink:/") {
            self = .varlink(path: String(text.dropFirst("varlink:".count)))
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .cartPole: "cartpole"
        case .varlink(let path): "varlink:\(path)"
        }
    }
}
