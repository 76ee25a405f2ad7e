import PhysicalDevices

/// One replay: begins and ends operations in the recorded order.
actor ReplayRun {
    private let device: any PhysicalDevice
    private let board: ReplayBoard
    private let patience: Duration
    private var gate: SafetyGate?
    private var begun: [Int: (seconds: Double, words: String, task: Task<Void, Never>)] = [:]
    private var operations = 0
    private var remarks: [String] = []

    /// [s] A recording that says that an operation took longer is not waited for that long.
    private static let longestOperation = 600.0
    /// A driver may send from a task of its own shortly after an operation has returned.
    private static let afterwards = Duration.seconds(2)

    init(device: any PhysicalDevice, board: ReplayBoard, patience: Duration) {
        self.device = device
        self.board = board
        self.patience = patience
    }

    func perform(_ script: ReplayScript) async {
        for (action, seconds) in script.actions {
            switch action {
            case .begin(let number, let operation, let point):
                await begin(number, operation, after: point, seconds)
            case .end(let number, let outcome, let point): await end(number, outcome, before: point, seconds)
            }
            if board.difference != nil || Task.isCancelled { break }
        }
        if board.difference == nil { await finishCutOff(script) }
        for (_, _, task) in begun.values { task.cancel() }
    }

    func report(_ script: ReplayScript) -> ReplayReport {
        let messages = board.messages
        if board.difference == nil, messages < script.messages {
            remarks.append("\(script.messages - messages) messages recorded after the last operation were not compared")
        }
        return ReplayReport(
            operations: operations, messages: messages, difference: board.difference,
            remarks: script.remarks + remarks)
    }

    private func begin(
        _ number: Int, _ operation: DeviceOperation, after point: ReplayScript.Point, _ seconds: Double
    ) async {
        if !begun.isEmpty {
            // Operations overlapped: this one was asked for when the ones before had come so far.
            _ = await board.reaches(messages: point.messages, before: .now + patience)
        }
        board.began(number, operation)
        operations += 1
        // Immediate, so that operations reach the driver in the order in which they are begun.
        let task = Task.immediate { [board] in
            let result: Result<DeviceOutcome, any Error>
            do {
                result = .success(try await self.ask(operation))
            } catch {
                result = .failure(error)
            }
            board.returned(number, RecordedOutcome(result))
        }
        begun[number] = (seconds, operation.words, task)
    }

    private func end(
        _ number: Int, _ expected: RecordedOutcome, before point: ReplayScript.Point, _ seconds: Double
    ) async {
        guard let operation = begun[number] else { return }
        let recorded = min(seconds - operation.seconds, Self.longestOperation)
        guard await board.finishes(number, before: .now + patience + .seconds(recorded)) else {
            return unfinished(number, operation.words, recorded)
        }
        guard board.difference == nil, let got = board.outcome(of: number) else { return }
        begun[number] = nil
        if !(await board.reaches(messages: point.messages, before: .now + Self.afterwards)) {
            return missing(point)
        }
        if let difference = OutcomeComparison.difference(expected, got) {
            board.differ(
                .outcome, message: nil, expected: difference.expected, got: difference.got,
                ["the messages on the wire agree up to here"])
        }
        board.ended()
    }

    private func unfinished(_ number: Int, _ words: String, _ recorded: Double) {
        guard !Task.isCancelled else { return }
        let next =
            board.nextExpected().map { "the next message recorded is \($0)" } ?? "every recorded message was sent"
        board.differ(
            .unfinished, message: board.messages + 1, expected: "an end after \(recorded) s", got: "none", [next])
    }

    private func missing(_ point: ReplayScript.Point) {
        guard !Task.isCancelled else { return }
        board.differ(
            .missingMessage, message: board.messages + 1, expected: board.nextExpected() ?? "a message",
            got: "the operation's end without it",
            ["\(point.messages) messages were recorded up to there, \(board.messages) came"])
    }

    /// Operations whose end is not in the recording: they are followed as far as it goes.
    private func finishCutOff(_ script: ReplayScript) async {
        guard let number = begun.keys.min() else { return }
        let sent = await board.reaches(messages: script.messages, before: .now + patience)
        if board.difference == nil, !sent { return missing(.init(messages: script.messages, ends: 0)) }
        remarks.append("the recording ends inside operation \(number); its outcome was not compared")
    }

    private func ask(_ operation: DeviceOperation) async throws -> DeviceOutcome {
        switch operation {
        case .open:
            try await device.open()
            return .opened(await device.identity)
        case .close:
            await device.close()
            return .done
        case .safeState:
            try await device.enterSafeState()
            return .done
        case .process(let request): return .measured(try await armed().process(request))
        case .program(let map): return .programmed(try await armed().program(map))
        case .programTargets(let map):
            try await armed().program(map)
            return .done
        case .conductances(let block): return .conductances(try await armed().conductances(block))
        case .hold(let request):
            try await armed().hold(request)
            return .done
        case .other: return .done
        }
    }

    /// The way to the driver. Its envelope is as wide as the device: what was recorded had passed a narrower one.
    private func armed() async throws -> SafetyGate {
        if let gate { return gate }
        let made = try await SafetyGate(device: device, envelope: SafetyEnvelope(spanning: device.descriptor))
        gate = made
        return made
    }
}
