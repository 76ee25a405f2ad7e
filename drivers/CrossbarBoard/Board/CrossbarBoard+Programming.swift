import PhysicalDevices

/// Pulses. They are sent one request at a time, so that at most one has an unknown outcome when the link fails.
extension CrossbarBoard {
    /// Applies the pulses: as packed maps where the board takes them, a byte or less a cell, else train by train.
    ///
    /// Throws `DeviceError`. With hardware state `unknown` some of the map may have been applied; it is then kept in
    /// `unsettled`, and the board is `unknown` until `open` has read the cells back. It is never sent again.
    public func program(_ map: Cleared<PulseMap>) async throws -> ProgramReport {
        let map = map.request
        return try await perform("program", needing: .pulseProgrammable, .alone) { session in
            let plan = try PulsePlan(map, on: session.profile)
            var report = ProgramReport(applied: 0, refusedCells: 0, duration: TimeSpan(0))
            do {
                if session.profile.board.capabilities.contains(.packedMap) {
                    try await send(try plan.packed(), plan, session, &report)
                } else {
                    try await send(try plan.trains(), of: map.block.tile, plan, session, &report)
                }
            } catch {
                throw await settle(error, map, report, session)
            }
            report.duration = TimeSpan(map.shape.width.value * Double(report.applied))
            return report
        }
    }

    private func send(
        _ requests: [CWPProgramMapRequest], _ plan: PulsePlan, _ session: Session, _ report: inout ProgramReport
    ) async throws {
        try await arm(session)
        for request in requests {
            let response = try await session.link.ask(
                request, epoch: session.epoch, answerLimit: 12 + 6 * CWPProgramMapResponse.namedLimit,
                boardTime: plan.time(pulses: request.map.pulses), cancellable: false)
            report.applied += Int(response.pulsesExecuted)
            report.refusedCells += Int(response.cellsRefused)
        }
    }

    private func send(
        _ trains: [CWPProgramPulsesRequest.Operation], of tile: Int, _ plan: PulsePlan, _ session: Session,
        _ report: inout ProgramReport
    ) async throws {
        let profile = session.profile
        let most = min(
            Int(profile.board.maximumPulseOperations),
            (profile.payloadLimit - CWPProgramPulsesRequest.headSize) / CWPProgramPulsesRequest.operationSize)
        if !trains.isEmpty { try await arm(session) }
        var next = 0
        while next < trains.count {
            var end = next
            var pulses = 0
            while end < trains.count, end - next < most {
                let sum = pulses + Int(trains[end].count)
                guard end == next || plan.time(pulses: sum) <= profile.boardTimeLimit else { break }
                (pulses, end) = (sum, end + 1)
            }
            let request = CWPProgramPulsesRequest(
                tile: UInt16(tile), returnsConductance: false, operations: Array(trains[next..<end]))
            let response = try await session.link.ask(
                request, epoch: session.epoch, boardTime: plan.time(pulses: pulses), cancellable: false)
            report.applied += trains[next..<next + Int(response.executed)].reduce(0) { $0 + Int($1.count) }
            // The board stops at the first train that it refuses; the rest is for other cells.
            report.refusedCells += response.firstFailed == nil ? 0 : 1
            next = response.firstFailed.map { next + Int($0) + 1 } ?? end
        }
    }

    /// Keeps a map whose outcome is not known, and makes the error say so.
    private func settle(
        _ thrown: any Error, _ map: PulseMap, _ report: ProgramReport, _ session: Session
    ) async -> any Error {
        let mayHaveBeenExecuted =
            switch thrown {
            case let failure as CWPLinkError: failure.wasSent
            case let refusal as CWPErrorResponse: !refusal.status.meansNotExecuted
            default: false
            }
        let said = await failure(thrown, "program", session.link)
        guard mayHaveBeenExecuted || report.applied > 0, let said = said as? DeviceError else { return said }
        unsettled.append(UnsettledPulses(asked: map, confirmed: report.applied, reason: said.message))
        if state != .lost { move(to: .unknown) }
        return error(
            said.code, "\(said.message); of \(map.total) pulses \(report.applied) are known to have been applied",
            remedy: "Open the device again: it reads the cells back. Pulses are never sent again by themselves.",
            operation: "program", .unknown, cause: thrown)
    }
}

extension CWPPulseMap {
    /// Pulses of all cells.
    var pulses: Int {
        switch self {
        case .bytes(let counts), .nibbles(let counts): counts.reduce(0) { $0 + Int($1.magnitude) }
        case .sparse(let cells): cells.reduce(0) { $0 + Int($1.count.magnitude) }
        }
    }
}
