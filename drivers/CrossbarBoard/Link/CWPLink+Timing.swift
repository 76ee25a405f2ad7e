import Transports

/// How long is waited, and what comes of it.
extension CWPLink {
    /// Times the request that has waited longest; the others are answered after it.
    func startTimer() {
        timer?.cancel()
        timer = nil
        guard ended == nil, let head = flight.first, head.isWritten else { return }
        let span = patience(with: head)
        timer = Task {
            do { try await clock.sleep(for: span) } catch { return }
            guard !Task.isCancelled else { return }
            timeOut(head)
        }
    }

    /// Twice the computed time, and the margin, which doubles with each retry so that a board that is merely slow is
    /// not drowned in repetitions.
    private func patience(with exchange: CWPExchange) -> Duration {
        let bytes = CWPFrame.maximumFrameSize(payload: exchange.call.payload.count)
        let answer = CWPFrame.maximumFrameSize(payload: exchange.call.answerLimit)
        let computed = settings.wireTime(bytes: bytes + answer) + exchange.call.boardTime
        return computed * 2 + settings.margin * (1 << exchange.timeouts)
    }

    private func timeOut(_ exchange: CWPExchange) {
        guard exchange === flight.first else { return }
        exchange.forgetFragments()
        // The rest of a truncated reply would otherwise swallow the beginning of the next one.
        if lastReceived.duration(to: .now) > .milliseconds(50) { decoder.reset() }
        exchange.timeouts += 1
        counters.timeouts += 1
        guard exchange.mayRetry else {
            for overtaken in flight where !overtaken.mayRetry { supersede(overtaken) }
            startTimer()
            pump()
            return
        }
        guard exchange.timeouts <= settings.retries, isKept(exchange) else {
            giveUp(exchange)
            return
        }
        sendAgain(exchange)
    }

    /// Sends the longest-waiting request again without waiting for its time-out, once: its reply is known to be lost.
    func hasten() {
        guard let head = flight.first, head.isWritten, head.mayRetry, !head.wasHastened, head.timeouts == 0,
            isKept(head)
        else { return }
        head.wasHastened = true
        head.forgetFragments()
        sendAgain(head)
    }

    private func sendAgain(_ exchange: CWPExchange) {
        timer?.cancel()
        exchange.isWritten = false
        resends.append(exchange)
        pump()
    }

    /// Whether the board still keeps the answer, so that a repetition is not executed: it keeps as many as it takes
    /// requests in flight.
    private func isKept(_ exchange: CWPExchange) -> Bool { nextSequence - exchange.sequence <= maximumInFlight }

    private func giveUp(_ exchange: CWPExchange) {
        let tries = exchange.timeouts
        let name = "\(exchange.call.opcode)"
        if let problem = exchange.lastContradiction {
            end(CWPLinkError(kind: .contradicted, message: "\(name) was never answered as it must be: \(problem)"))
        } else {
            end(CWPLinkError(kind: .timedOut, message: "no answer to \(name) in \(tries) tries\(hearsay)"))
        }
    }

    /// What was heard instead of an answer, for somebody who has to find out what hangs on that port.
    private var hearsay: String {
        if counters.echoes > 0 { return "; the port returns what is sent to it" }
        if case .unknownVersion(let version)? = lastFrameError {
            return "; it speaks version \(version) of the protocol"
        }
        guard counters.bytesReceived > 0 else { return "; not a byte came" }
        let text = String(decoding: firstBytes.map { 32...126 ~= $0 ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
        return "; \(counters.bytesReceived) bytes came, beginning with \"\(text)\""
    }

    /// Ends whatever frame the board was in the middle of, and lets the line run dry. To be called before `start`.
    ///
    /// A line that does not become quiet is no reason to stop here: what it says will not be taken for an answer.
    func resynchronise(limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        do {
            try await stream.write([0], deadline: .now + .seconds(2))
            try await stream.discardInput()
            while ContinuousClock.now < deadline {
                let bytes = try await stream.read(upTo: 65_536, deadline: min(deadline, .now + .milliseconds(30)))
                counters.bytesReceived += bytes.count
                if firstBytes.count < 48 { firstBytes += bytes.prefix(48 - firstBytes.count) }
            }
        } catch let error as ByteStreamError where error.code == .timedOut {
            return
        } catch let error as ByteStreamError {
            throw CWPLinkError(kind: .lost, message: "\(error)")
        }
    }
}
