import ControlInterface

/// What a ``VarlinkServer`` serves.
public protocol VarlinkService: Sendable {
    /// The interfaces, without `org.varlink.service`, which the server answers itself.
    var interfaces: [VarlinkInterfaceDescription] { get }

    /// Answers one call of a method that one of the interfaces declares, with parameters that fit its declaration.
    ///
    /// The calls of one connection come one after the other, those of different connections at the same time. When
    /// the client leaves, the task is cancelled, unless the call is `oneway`.
    ///
    /// - Throws: A ``VarlinkError`` goes to the client as it is; any other error as `InternalError` of the interface,
    ///   and into the log.
    func handle(_ call: VarlinkCall) async throws
}
