import Environments

extension EnvironmentAddress {
    /// The environment there, every answer of which is checked.
    ///
    /// - Parameter timeoutSeconds: longest wait for any one answer of an external environment [s].
    /// - Throws: `EnvironmentError`.
    public func open(timeoutSeconds: Double = 10) async throws -> CheckedEnvironment {
        switch self {
        case .cartPole: try CheckedEnvironment(CartPoleEnvironment())
        case .varlink(let path):
            try CheckedEnvironment(
                await ExternalEnvironment.connect(unixSocket: path, timeoutSeconds: timeoutSeconds))
        }
    }
}
