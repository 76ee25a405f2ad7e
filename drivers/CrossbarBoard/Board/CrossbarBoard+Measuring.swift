import Matrices
import PhysicalDevices

/// Vectors, single conductances and static inputs.
extension CrossbarBoard {
    /// Drives a block and measures it; batches above the board's maximum go out as several requests at a time.
    ///
    /// Throws `DeviceError`, or `CancellationError`.
    public func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        let request = request.request
        guard let profile else { throw notReady("process") }
        let plan: ReadPlan
        do {
            plan = try ReadPlan(request, on: profile)
        } catch let problem as PlanError {
            throw error(.invalidRequest, problem.message, remedy: problem.remedy, operation: "process", .asBefore)
        }
        let setting = GainBook.Setting(gain: plan.scale.boardGain, range: plan.scale.range)
        let answers = try await perform(
            "process", needing: .vectorProcessor, .reading(request.block, setting)
        ) { session in
            if lane.isExclusive {
                try await arm(session)
                try await set(setting, on: request.block, session)
                shareLane()
            }
            return try await session.link.ask(plan.calls, epoch: session.epoch)
        }
        return plan.measured(answers)
    }

    /// Conductances of a block, row by row as far as a response reaches.
    public func conductances(_ block: Cleared<CellBlock>) async throws -> Matrix<Float> {
        let block = block.request
        return try await perform("read-conductances", needing: .conductanceReadable, .alone) { session in
            try await arm(session)
            return try await readCells(block, session)
        }
    }

    /// Moves rows to static voltages, where they stay until the safe state.
    public func hold(_ request: Cleared<BiasRequest>) async throws {
        let request = request.request
        try await perform("hold", needing: .biasHolding, .alone) { session in
            let pieces = try biasPieces(request, session.profile)
            try await arm(session)
            for piece in pieces { _ = try await session.link.ask(piece, epoch: session.epoch, cancellable: false) }
        }
    }

    /// Arms the board where it is safe. From the moment on at which this is asked, it does not count as safe.
    func arm(_ session: Session) async throws {
        guard !isArmed else { return }
        guard session.epoch == safeEpoch else { throw CWPLink.superseded(wasSent: false) }
        hardwareState = .asBefore
        do {
            _ = try await session.link.ask(
                CWPArmRequest(isArmed: true), epoch: session.epoch, cancellable: false)
        } catch let refusal as CWPErrorResponse {
            hardwareState = .safe
            throw error(
                .hardwareFault, "the board refuses to be armed (\(refusal.status))",
                remedy: "Remove the fault that it reports, or restart it.", operation: "arm", .safe, cause: refusal)
        }
        guard session.epoch == safeEpoch else { throw CWPLink.superseded(wasSent: true) }
        isArmed = true
    }

    private func set(_ setting: GainBook.Setting, on block: CellBlock, _ session: Session) async throws {
        guard !gains.holds(setting, on: block) else { return }
        let most = (session.profile.payloadLimit - 8) / 4
        for start in stride(from: block.columns.lowerBound, to: block.columns.upperBound, by: most) {
            let columns = start..<min(start + most, block.columns.upperBound)
            let request = CWPSetGainRequest(
                tile: UInt16(block.tile), column: UInt16(start), range: setting.range,
                gains: [Float](repeating: setting.gain, count: columns.count))
            _ = try await session.link.ask(request, epoch: session.epoch, cancellable: false)
            gains.note(setting, tile: block.tile, columns: columns)
        }
    }

    /// Reads cells of an armed board.
    func readCells(_ block: CellBlock, _ session: Session) async throws -> Matrix<Float> {
        let most = max(1, (session.profile.payloadLimit - 12) / 4)
        let width = min(block.columns.count, most)
        let height = max(1, most / width)
        var pieces: [CellBlock] = []
        var calls: [CWPCall] = []
        for row in stride(from: block.rows.lowerBound, to: block.rows.upperBound, by: height) {
            for column in stride(from: block.columns.lowerBound, to: block.columns.upperBound, by: width) {
                let piece = CellBlock(
                    tile: block.tile, rows: row..<min(row + height, block.rows.upperBound),
                    columns: column..<min(column + width, block.columns.upperBound))
                let request = CWPReadConductanceRequest(
                    block: try CWPBlock(piece), readMillivolts: session.profile.readMillivolts, averages: 1,
                    format: .siemens)
                pieces.append(piece)
                calls.append(
                    try CWPCall(
                        request, answerLimit: 12 + 4 * piece.count,
                        boardTime: session.profile.timePerVector * piece.count))
            }
        }
        let answers = try await session.link.ask(calls, epoch: session.epoch)
        var cells = [Float](repeating: 0, count: block.count)
        for (piece, answer) in zip(pieces, answers) {
            guard case .siemens(let values)? = (answer as? CWPReadConductanceResponse)?.values else { continue }
            for (i, row) in piece.rows.enumerated() {
                let start =
                    (row - block.rows.lowerBound) * block.columns.count + piece.columns.lowerBound
                    - block.columns.lowerBound
                cells.replaceSubrange(
                    start..<start + piece.columns.count,
                    with: values[i * piece.columns.count..<(i + 1) * piece.columns.count])
            }
        }
        return Matrix(rows: block.rows.count, columns: block.columns.count, elements: cells)
    }

    private func biasPieces(_ request: BiasRequest, _ profile: BoardProfile) throws -> [CWPSetInputRequest] {
        let range = profile.board.inputMicrovolts
        let microvolts = try request.voltages.map { voltage in
            let value = (voltage.value * 1e6).rounded()
            guard value.isFinite, value >= Double(range.minimum), value <= Double(range.maximum) else {
                throw PlanError(
                    "\(voltage) is outside the board's inputs, \(range.minimum) to \(range.maximum) uV",
                    remedy: "Choose a voltage that the board has.")
            }
            return Int32(value)
        }
        let array = profile.descriptor.array
        guard microvolts.count == request.rows.count, !request.rows.isEmpty, (0..<array.tiles).contains(request.tile),
            request.rows.lowerBound >= 0, request.rows.upperBound <= array.rows
        else {
            throw PlanError(
                "\(microvolts.count) voltages for rows \(request.rows) of tile \(request.tile) do not fit the board",
                remedy: "Give one voltage for each of the board's rows that is named.")
        }
        let most = (profile.payloadLimit - 8) / 4
        return stride(from: 0, to: microvolts.count, by: most).map { start in
            CWPSetInputRequest(
                tile: UInt16(request.tile), row: UInt16(request.rows.lowerBound + start),
                microvolts: Array(microvolts[start..<min(start + most, microvolts.count)]))
        }
    }
}
