import Transports

/// What comes in, and whose it is.
extension CWPLink {
    func readOn() async {
        while ended == nil {
            do {
                receive(try await stream.read(upTo: 65_536, deadline: .now + .seconds(3_600)))
            } catch let error as ByteStreamError where error.code == .timedOut {
                continue
            } catch {
                end(CWPLinkError(kind: .lost, message: "\(error)"))
            }
        }
    }

    private func receive(_ bytes: [UInt8]) {
        counters.bytesReceived += bytes.count
        lastReceived = .now
        if firstBytes.count < 48 { firstBytes += bytes.prefix(48 - firstBytes.count) }
        for result in decoder.receive(bytes) {
            switch result {
            case .success(let frame):
                counters.framesReceived += 1
                take(frame)
            case .failure(let error):
                counters.badFrames += 1
                lastFrameError = error
                // The board answers in order: what was damaged was most likely the answer waited for longest.
                flight.first?.forgetFragments()
                hasten()
            }
        }
    }

    private func take(_ frame: CWPFrame) {
        guard frame.isResponse else {
            if frame.opcode.isEvent {
                takeEvent(frame)
            } else {
                counters.echoes += 1
            }
            return
        }
        guard let exchange = flight.first(where: { $0.requestID == frame.requestID }) else {
            counters.unexpectedReplies += 1
            if !frame.flags.contains(.more) { settle(frame.requestID) }
            return
        }
        guard frame.opcode == exchange.call.opcode else {
            contradict(exchange, "a \(frame.opcode) response came to \(exchange.call.opcode)")
            return
        }
        do {
            guard let whole = try exchange.fragments.join(frame) else { return }
            settle(frame.requestID)
            judge(whole, exchange)
        } catch {
            exchange.forgetFragments()
            contradict(exchange, "\(error)")
        }
    }

    private func takeEvent(_ frame: CWPFrame) {
        guard let event = try? CWPEvent(frame: frame) else { return }
        if case .state(.badFrame, _, _) = event {
            counters.framesDroppedByBoard += 1
            // With several in flight it cannot be said which of them it was.
            if flight.count == 1 { hasten() }
        } else if case .state(let code, _, _) = event {
            lastStateEvent = event
            if code.meansSafe { armedSince = nil }
        }
        notify.yield(.event(event))
    }

    /// A reply came on a number: one less to come.
    private func settle(_ number: UInt16) {
        guard let count = owed[number] else { return }
        owed[number] = count > 1 ? count - 1 : nil
    }

    private func judge(_ frame: CWPFrame, _ exchange: CWPExchange) {
        switch exchange.call.judge(frame) {
        case .contradiction(let problem): contradict(exchange, problem)
        case .refusal(let refusal)
        where refusal.status == .busy && exchange.busyAnswers < settings.busyRetries && exchange.mayRetry:
            askLater(exchange)
        case .refusal(let refusal): arrive(exchange, with: .failure(refusal))
        case .answer(let answer):
            follow(answer, to: exchange)
            arrive(exchange, with: .success(answer))
        }
    }

    /// Keeps book of whether the board is armed, as its answers tell.
    private func follow(_ answer: any CWPPayload, to exchange: CWPExchange) {
        switch exchange.call.opcode {
        case .arm:
            let isArmed = (answer as? CWPArmRequest.Response)?.state.contains(.armed) == true
            armedSince = isArmed ? exchange.sequence : nil
        case .safeState, .hello, .reset: armedSince = nil
        case .heartbeat:
            guard exchange.isHeartbeat, let status = answer as? CWPBoardStatus else { return }
            notify.yield(.status(status))
            // A repeated heartbeat's answer may be one from before the board was armed.
            let isFresh = exchange.timeouts == 0 && !exchange.wasHastened
            if let armedSince, exchange.sequence > armedSince, isFresh, !status.state.contains(.armed) {
                self.armedSince = nil
                notify.yield(.disarmed(status.state))
            }
        default: break
        }
    }

    /// A reply that cannot be the answer is no answer.
    private func contradict(_ exchange: CWPExchange, _ problem: String) {
        counters.contradictions += 1
        exchange.lastContradiction = problem
        if exchange === flight.first { hasten() }
    }

    private func arrive(_ exchange: CWPExchange, with result: Result<any CWPPayload, any Error>) {
        let wasFirst = exchange === flight.first
        flight.removeAll { $0 === exchange }
        resends.removeAll { $0 === exchange }
        exchange.group.finish(exchange.index, with: result)
        if case .failure(let error) = result {
            dropQueued(with: error) { $0.group === exchange.group }
        }
        if exchange.call.opcode == .safeState, case .success = result {
            for older in flight where older.sequence < exchange.sequence && !older.mayRetry { supersede(older) }
        }
        // Answers come in order, so one out of turn means that those before it were lost.
        if wasFirst { startTimer() } else { hasten() }
        pump()
    }

    /// Gives up one request that the safe state has overtaken.
    func supersede(_ exchange: CWPExchange) {
        flight.removeAll { $0 === exchange }
        exchange.fail(.superseded, Self.supersededMessage, wasSent: true)
    }

    /// The board has not executed it: it is asked again as a new request, after 10, 20, 40... ms.
    private func askLater(_ exchange: CWPExchange) {
        flight.removeAll { $0 === exchange }
        resends.removeAll { $0 === exchange }
        let pause = Duration.milliseconds(10 << exchange.busyAnswers)
        let again = CWPExchange(
            exchange.call, group: exchange.group, index: exchange.index, isHeartbeat: exchange.isHeartbeat)
        again.busyAnswers = exchange.busyAnswers + 1
        delayed.append(again)
        let sequence = nextTicket()
        again.sequence = sequence
        Task {
            try? await clock.sleep(for: pause)
            guard let position = delayed.firstIndex(where: { $0.sequence == sequence }) else { return }
            queue.insert(delayed.remove(at: position), at: 0)
            pump()
        }
        startTimer()
        pump()
    }
}
