import NIOCore

/// The open connections of one server. Lives on the event loop.
final class ConnectionRegistry {
    private let limits: VarlinkLimits
    private var channels: [ObjectIdentifier: any Channel] = [:]
    private var connectionsOfUser: [UInt32: Int] = [:]
    private var stopping: EventLoopPromise<Bool>?

    init(limits: VarlinkLimits) {
        self.limits = limits
    }

    /// Counts a connection in, or says why it may not stay.
    func admit(_ channel: any Channel, _ peer: VarlinkPeer) -> Refusal? {
        if stopping != nil { return .stopping }
        if channels.count >= limits.maximumConnections { return .tooMany(limits.maximumConnections) }
        let ofUser = connectionsOfUser[peer.uid, default: 0]
        if ofUser >= limits.maximumConnectionsPerUser { return .tooManyOfUser(limits.maximumConnectionsPerUser) }
        connectionsOfUser[peer.uid] = ofUser + 1
        channels[ObjectIdentifier(channel)] = channel
        return nil
    }

    func remove(_ channel: any Channel, _ peer: VarlinkPeer) {
        guard channels.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
        let left = connectionsOfUser[peer.uid, default: 1] - 1
        connectionsOfUser[peer.uid] = left == 0 ? nil : left
        if channels.isEmpty { stopping?.succeed(true) }
    }

    /// Closes all connections; `promise` is true when the last call has returned.
    func closeAll(_ promise: EventLoopPromise<Bool>) {
        stopping = promise
        if channels.isEmpty { promise.succeed(true) }
        for channel in channels.values { channel.close(promise: nil) }
    }

    /// Why a connection is closed as soon as it was made.
    enum Refusal: Error, CustomStringConvertible {
        case stopping
        case tooMany(Int)
        case tooManyOfUser(Int)

        var description: String {
            switch self {
            case .stopping: "the server is stopping"
            case .tooMany(let limit): "\(limit) connections are open already"
            case .tooManyOfUser(let limit): "this user has \(limit) connections already"
            }
        }
    }
}
