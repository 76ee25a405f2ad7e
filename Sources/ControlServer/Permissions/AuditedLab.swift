import ControlInterface
import Foundation
import Logging

/// The interface `io.pibd.Lab` with an audit trail: what lets hardware be driven is on the disk before it begins, and
/// everything but looking is entered with what came of it.
public struct AuditedLab: VarlinkService {
    private static let mostListed = 10_000
    private static let longestText = 200

    private let service: LabService
    private let trail: AuditTrail

    /// `service`, entering what it is asked for into `trail`.
    public init(_ service: LabService, trail: AuditTrail) {
        self.service = service
        self.trail = trail
    }

    public var interfaces: [VarlinkInterfaceDescription] { service.interfaces }

    public func handle(_ call: VarlinkCall) async throws {
        if call.method == ListAudit.qualifiedName { return try await list(call) }
        let recording = MethodVerbs.recording(of: call.method, call.parameters)
        guard recording != .none else { return try await service.handle(call) }
        let note = AuditNote()
        note.mark(device: call.parameters["device"]?.stringValue, run: call.parameters["run"]?.intValue)
        let number = trail.nextCall()
        if recording == .around, service.access.allows(call) { try await begin(number, call, note) }
        do {
            try await AuditNote.$current.withValue(note) { try await service.handle(call) }
            await enter(number, call, note, outcome: "done", call.parameters["reason"]?.stringValue)
        } catch {
            await enter(number, call, note, outcome: Self.outcome(error), (error as? VarlinkError)?.description)
            throw error
        }
    }

    /// Nothing is driven that could not be recorded.
    private func begin(_ number: Int, _ call: VarlinkCall, _ note: AuditNote) async throws {
        do {
            try await trail.writeDurably(entry(number, call, note, outcome: "begun"))
        } catch {
            service.logger.error("the audit trail \(trail.path) cannot be written: \(error)")
            throw LabError(
                .storeFailed, message: "the audit trail cannot be written, so nothing is driven: \(error)",
                remedy: "Make room where \(trail.path) is, and see that the daemon may write there."
            ).varlinkError
        }
    }

    /// What has happened has happened, whether it can be recorded or not.
    private func enter(
        _ number: Int, _ call: VarlinkCall, _ note: AuditNote, outcome: String, _ message: String?
    ) async {
        do {
            try await trail.write(entry(number, call, note, outcome: outcome, message))
        } catch {
            let name = MethodVerbs.shortName(call.method)
            service.logger.error(
                "not in the audit trail: \(name) of uid \(call.peer.uid), \(outcome): \(error)")
        }
    }

    private func entry(
        _ number: Int, _ call: VarlinkCall, _ note: AuditNote, outcome: String, _ message: String? = nil
    ) -> AuditEntry {
        AuditEntry(
            time: trail.now, call: number, uid: Int(call.peer.uid), name: UserNames.name(of: call.peer.uid),
            pid: Int(call.peer.pid), method: MethodVerbs.shortName(call.method),
            device: note.device.map { String($0.prefix(Self.longestText)) }, run: note.run, outcome: outcome,
            message: message.map { String($0.prefix(Self.longestText)) })
    }

    private static func outcome(_ error: any Error) -> String {
        switch error {
        case let error as VarlinkError: MethodVerbs.shortName(error.name)
        case is VarlinkDisconnected, is CancellationError: "client-gone"
        default: "InternalError"
        }
    }

    private func list(_ call: VarlinkCall) async throws {
        do {
            try service.access.check(call.method, peer: call.peer)
            let request = try call.decode(ListAudit.self)
            let entries = try await trail.newest(min(Self.mostListed, max(0, request.limit ?? 100)))
            try await call.reply(ListAudit.Reply(entries: entries))
        } catch let error as LabError {
            throw error.varlinkError
        } catch let error as POSIXError {
            throw LabError(
                .storeFailed, message: "the audit trail cannot be read: \(error)", remedy: "See \(trail.path)."
            ).varlinkError
        }
    }
}

extension AccessControl {
    /// Whether the call's peer may make it.
    fileprivate func allows(_ call: VarlinkCall) -> Bool {
        (try? check(call.method, call.parameters, peer: call.peer)) != nil
    }
}

extension JSONValue {
    fileprivate var intValue: Int? {
        guard case .int(let value) = self else { return nil }
        return Int(value)
    }
}
