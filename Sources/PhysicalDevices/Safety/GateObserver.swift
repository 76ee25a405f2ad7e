/// Is told of everything that reaches a driver, for recordings. It must return at once: the device waits for it.
public protocol GateObserver: Sendable {
    /// A driver is about to be asked for `operation`; returns the number by which its end will be told.
    ///
    /// `request` is what was cleared, a `DriveRequest` for instance; nil for open, close and safe-state.
    func began(_ operation: String, _ request: (any Sendable)?) -> Int
    /// The operation with this number returned a value, a `Measured` for instance, or threw.
    func ended(_ number: Int, _ outcome: Result<any Sendable, any Error>)
}

extension Optional where Wrapped == any GateObserver {
    /// Does `body` and tells the observer, if there is one, before and after.
    public func observing<Value: Sendable>(
        _ operation: String, _ request: (any Sendable)? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard let observer = self else { return try await body() }
        let number = observer.began(operation, request)
        do {
            let value = try await body()
            observer.ended(number, .success(value))
            return value
        } catch {
            observer.ended(number, .failure(error))
            throw error
        }
    }
}
