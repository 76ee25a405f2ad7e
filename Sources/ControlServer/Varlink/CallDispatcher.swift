import ControlInterface
import Logging
import NIOCore

/// Takes one message of a connection to the service and sees to it that it is answered.
struct CallDispatcher: Sendable {
    let service: any VarlinkService
    let standard: ServiceInterface
    let logger: Logger

    /// Answers one message.
    ///
    /// - Parameter isConnected: Nobody waits for an answer any more: only a `oneway` call is still carried out.
    /// - Returns: Whether the connection may go on.
    func dispatch(_ bytes: [UInt8], peer: VarlinkPeer, channel: any Channel, isConnected: Bool) async -> Bool {
        let message: VarlinkCallMessage
        do {
            message = try VarlinkCallMessage(parsing: bytes)
        } catch {
            logger.warning("malformed message, connection closed: \(error)", metadata: peer.metadata)
            return false
        }
        let call = VarlinkCall(message, peer: peer, channel: channel)
        if message.oneway {
            // The client has no reason to stay, so its leaving does not take the call back.
            await Task { await answer(call, upgrade: message.upgrade) }.value
        } else if isConnected {
            await answer(call, upgrade: message.upgrade)
        }
        return true
    }

    private func answer(_ call: VarlinkCall, upgrade: Bool) async {
        do {
            do {
                try await handle(call, upgrade: upgrade)
                if !call.isFinished { throw VarlinkReplyError.missing(method: call.method) }
            } catch let error as VarlinkError {
                try await reply(error, to: call)
            } catch is VarlinkDisconnected {
                return
            } catch is CancellationError where Task.isCancelled {
                return
            } catch {
                logger.error("\(call.method): \(error)", metadata: call.peer.metadata)
                try await reply(internalError(call.method, error), to: call)
            }
        } catch {
            logger.debug("\(call.method): error reply not sent: \(error)", metadata: call.peer.metadata)
        }
    }

    private func handle(_ call: VarlinkCall, upgrade: Bool) async throws {
        let interface = interfaceName(of: call.method)
        guard let description = standard.interfaces[interface] else { throw VarlinkError.interfaceNotFound(interface) }
        try description.validate(call.parameters, of: call.method)
        if upgrade { throw VarlinkError.invalidParameter("upgrade", "this service does not upgrade connections") }
        if interface == ServiceInterface.name {
            try await standard.handle(call)
        } else {
            try await service.handle(call)
        }
    }

    private func reply(_ error: VarlinkError, to call: VarlinkCall) async throws {
        try await call.send(VarlinkReplyMessage(parameters: error.parameters, error: error.name))
    }

    private func internalError(_ method: String, _ error: any Error) -> VarlinkError {
        VarlinkError(
            name: "\(interfaceName(of: method)).InternalError",
            parameters: [
                "message": .string("\(method) failed: \(error)"),
                "remedy": "look into the daemon's log and report this",
            ])
    }

    private func interfaceName(of method: String) -> String {
        method.lastIndex(of: ".").map { String(method[..<$0]) } ?? method
    }
}

extension VarlinkPeer {
    /// The peer for the log.
    var metadata: Logger.Metadata { ["uid": "\(uid)", "pid": "\(pid)"] }
}
