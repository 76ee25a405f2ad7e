import Transports

/// What goes out, and when.
extension CWPLink {
    /// Asks one request and waits for its answer. As `ask(_:)` of several.
    func ask<Request: CWPRequest>(
        _ request: Request, epoch: Int? = nil, answerLimit: Int = 0, boardTime: Duration = .zero,
        cancellable: Bool = true
    ) async throws -> Request.Response {
        let call = try CWPCall(request, answerLimit: answerLimit, boardTime: boardTime)
        let answers = try await ask([call], epoch: epoch, cancellable: cancellable)
        guard let answer = answers.first as? Request.Response else {
            throw CWPLinkError(kind: .contradicted, message: "no \(Request.opcode) answer", wasSent: true)
        }
        return answer
    }

    /// Sends the calls in order, as many at a time as the board takes, and waits for all answers.
    ///
    /// After the first failure those not sent yet are dropped; those in flight are waited for. The same holds when the
    /// task is cancelled, unless the calls are not `cancellable`. With an `epoch` nothing is sent once the safe state
    /// was called for in a later one.
    ///
    /// Throws `CWPErrorResponse`, `CWPLinkError` or `CancellationError`.
    func ask(_ calls: [CWPCall], epoch: Int? = nil, cancellable: Bool = true) async throws -> [any CWPPayload] {
        guard !calls.isEmpty else { return [] }
        if let ended { throw CWPLinkError(kind: ended.kind, message: ended.message, wasSent: false) }
        if let epoch, epoch != self.epoch { throw Self.superseded(wasSent: false) }
        if cancellable { try Task.checkCancellation() }
        let ticket = nextTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let group = CWPExchangeGroup(ticket: ticket, count: calls.count, continuation: continuation)
                queue += calls.enumerated().map { CWPExchange($1, group: group, index: $0) }
                pump()
            }
        } onCancel: {
            if cancellable { Task { await self.withdraw(ticket) } }
        }
    }

    /// Sends SAFE_STATE ahead of everything and waits until the board confirms it.
    ///
    /// What is queued is dropped. What is in flight is not sent again, because a repeated ARM or pulse must not reach
    /// the board after its safe state; once the safe state is confirmed it counts as given up.
    func enterSafeState(reason: UInt8, epoch: Int) async throws {
        if let ended { throw CWPLinkError(kind: ended.kind, message: ended.message, wasSent: false) }
        self.epoch = max(self.epoch, epoch)
        let dropped = queue + delayed
        (queue, delayed) = ([], [])
        for exchange in dropped { exchange.fail(.superseded, Self.supersededMessage, wasSent: false) }
        for exchange in flight where exchange.call.opcode != .safeState { exchange.mayRetry = false }
        for exchange in resends where !exchange.mayRetry { exchange.isWritten = true }
        resends.removeAll { !$0.mayRetry }
        let call = try CWPCall(CWPSafeStateRequest(reason: reason))
        _ = try await withCheckedThrowingContinuation { continuation in
            let group = CWPExchangeGroup(ticket: nextTicket(), count: 1, continuation: continuation)
            urgent.append(CWPExchange(call, group: group, index: 0))
            startTimer()
            pump()
        }
    }

    static let supersededMessage = "the safe state was called for"

    static func superseded(wasSent: Bool) -> CWPLinkError {
        CWPLinkError(kind: .superseded, message: supersededMessage, wasSent: wasSent)
    }

    /// Drops what the group has not sent yet.
    private func withdraw(_ ticket: Int) {
        dropQueued(with: CancellationError()) { $0.group.ticket == ticket }
    }

    func dropQueued(with error: any Error, where isConcerned: (CWPExchange) -> Bool) {
        let dropped = (queue + delayed).filter(isConcerned)
        queue.removeAll(where: isConcerned)
        delayed.removeAll(where: isConcerned)
        for exchange in dropped { exchange.group.finish(exchange.index, with: .failure(error)) }
    }

    /// A heartbeat is due, unless one is on its way.
    func beat() {
        guard ended == nil, heartbeatDue == nil, !flight.contains(where: \.isHeartbeat) else { return }
        heartbeats += 1
        guard let call = try? CWPCall(CWPHeartbeatRequest(hostTime: heartbeats)) else { return }
        let group = CWPExchangeGroup(ticket: nextTicket(), count: 1, continuation: nil)
        heartbeatDue = CWPExchange(call, group: group, index: 0, isHeartbeat: true)
        pump()
    }

    /// Starts to send, unless that is going on. It has a task of its own: a caller who is cancelled must not leave half
    /// a frame behind.
    func pump() {
        guard pumping == nil, ended == nil else { return }
        pumping = Task { await self.send() }
    }

    private func send() async {
        while ended == nil, let exchange = nextToSend() {
            let isRetry = exchange.timeouts > 0 || exchange.wasHastened
            let bytes = exchange.call.frame(requestID: exchange.requestID, isRetry: isRetry).encoded()
            counters.bytesSent += bytes.count
            counters.framesSent += 1
            counters.retries += isRetry ? 1 : 0
            owed[exchange.requestID, default: 0] += 1
            framesSent += 1
            do {
                let time = settings.wireTime(bytes: bytes.count) * 2 + .seconds(2)
                try await stream.write(bytes, deadline: .now + time)
            } catch {
                let stalled = (error as? ByteStreamError)?.code == .timedOut
                end(CWPLinkError(kind: stalled ? .timedOut : .lost, message: "\(error)"))
                break
            }
            exchange.isWritten = true
            if exchange === flight.first { startTimer() }
        }
        pumping = nil
    }

    /// The next to go out, entered into the flight; nil when nothing may.
    private func nextToSend() -> CWPExchange? {
        if !urgent.isEmpty { return depart(urgent.removeFirst()) }
        if !resends.isEmpty { return resends.removeFirst() }
        guard (flight.first.map { nextSequence - $0.sequence } ?? 0) < maximumInFlight else { return nil }
        if let heartbeat = heartbeatDue {
            heartbeatDue = nil
            return depart(heartbeat)
        }
        return queue.isEmpty ? nil : depart(queue.removeFirst())
    }

    private func depart(_ exchange: CWPExchange) -> CWPExchange {
        exchange.requestID =
            exchange.isHeartbeat
            ? freeNumber(&nextHeartbeatID, CWPRequestIDs.heartbeats)
            : freeNumber(&nextCommandID, CWPRequestIDs.commands)
        exchange.sequence = nextSequence
        nextSequence += 1
        flight.append(exchange)
        return exchange
    }

    /// The next number on which no reply can still come, going round.
    private func freeNumber(_ next: inout UInt16, _ range: ClosedRange<UInt16>) -> UInt16 {
        var number = next
        var left = range.count
        while left > 0, owed[number] != nil || settings.avoided.contains(number) {
            number = number == range.upperBound ? range.lowerBound : number + 1
            left -= 1
        }
        next = number == range.upperBound ? range.lowerBound : number + 1
        return number
    }
}
