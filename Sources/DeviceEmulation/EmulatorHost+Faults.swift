import FaultScripts

/// What the faults of a script do to the link and to the replies.
extension EmulatorHost {
    /// [s] for which the link is gone while another board is put in the place of the first.
    private static let exchangeTime = 0.2

    /// Sends replies, with the faults that happen in the operations which they answer.
    func dispatch(_ replies: [EmulatedReply], at instant: ContinuousClock.Instant) async {
        for reply in replies {
            var faults: [Fault] = []
            if reply.answersRequest {
                operations += 1
                faults = schedule.due(operation: operations, seconds: seconds(instant))
            }
            // A reply leaves before what happens after it, unless that takes it along.
            let takesAlong: [FaultKind] = [.dropLink, .brownOut, .wrongSerial, .stall]
            let happenings = faults.filter { $0.kind.target != .reply || $0.kind == .droppedFrame }
            let isLost = happenings.contains { takesAlong.contains($0.kind) && $0.kind != .stall }
            for fault in happenings where fault.kind == .stall { await happen(fault, at: instant) }
            if !isLost { leave(reply, distorted: faults, at: instant) }
            for fault in happenings where fault.kind != .stall { await happen(fault, at: instant) }
            // The board's work on what came behind is lost with it.
            if isLost { return }
        }
    }

    /// Lets a fault happen to the board or its link.
    func happen(_ fault: Fault, at instant: ContinuousClock.Instant) async {
        switch fault.kind {
        case .dropLink: dropLink(seconds: fault.duration)
        case .stall: stalledUntil = max(stalledUntil, instant + .seconds(fault.duration))
        case .wrongSerial:
            _ = await board.show(fault, at: seconds(instant))
            dropLink(seconds: Self.exchangeTime)
        default:
            await dispatch(board.show(fault, at: seconds(instant)), at: instant)
        }
    }

    private func leave(_ reply: EmulatedReply, distorted faults: [Fault], at instant: ContinuousClock.Instant) {
        for piece in distortion.distort(reply.bytes, by: faults) {
            let time = instant + .seconds(reply.delay + piece.delay)
            guard piece.isOutOfOrder else {
                send(piece.bytes, notBefore: time)
                continue
            }
            Task {
                try? await LineClock.wait(until: time)
                send(piece.bytes, notBefore: time)
            }
        }
    }
}
