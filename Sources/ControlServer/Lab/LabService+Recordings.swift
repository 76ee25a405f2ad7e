import ControlInterface
import Laboratory
import WireRecordings

extension LabService {
    /// Hands on a recording as it is made. It ends after the time asked for, when it is stopped, or with the caller.
    func record(_ call: VarlinkCall) async throws {
        let request = try call.decode(RecordDevice.self)
        guard call.wantsMore else { throw VarlinkError.expectedMore(call.method) }
        if let seconds = request.seconds, !(seconds > 0 && seconds <= 1e6) {
            throw LabError(
                .invalidParameter(parameter: "seconds"), message: "a recording cannot last \(seconds) s",
                remedy: "Ask for more than 0 and at most 1000000 s, or leave it out.")
        }
        let devices = laboratory.devices
        let feed = try await translating("the recording") {
            try await devices.record(request.device, reopen: request.reopen == true, by: call.user)
        }
        logger.info("\(call.user.name) records \(request.device)", metadata: ["DEVICE": "\(request.device)"])
        let timer = request.seconds.map { seconds in
            Task {
                try await Task.sleep(for: .seconds(seconds))
                _ = try await devices.stopRecording(request.device, reason: "its time was over")
            }
        }
        defer { timer?.cancel() }
        try await handOn(feed, to: call)
    }

    /// Ends the recording of a device.
    func stopRecording(_ request: StopRecording) async throws -> StopRecording.Reply {
        StopRecording.Reply(
            stopped: try await laboratory.devices.stopRecording(request.device, reason: "it was stopped"))
    }

    /// Runs a recorded driver against its recording.
    func replay(_ request: ReplayRecording) async throws -> ReplayRecording.Reply {
        guard request.path.hasPrefix("/") else {
            throw LabError(
                .invalidParameter(parameter: "path"), message: "the path \"\(request.path)\" is not absolute",
                remedy: "Begin it with /.")
        }
        let (header, report) = try await translating(request.path) {
            try await DeviceRecording.replay(path: request.path)
        }
        return ReplayRecording.Reply(
            device: header.device, driver: header.driver, started: header.started, commit: header.commit,
            operations: report.operations, messages: report.messages,
            difference: report.difference.map(RecordingDifference.init), remarks: report.remarks)
    }

    private func handOn(_ feed: RecordingFeed, to call: VarlinkCall) async throws {
        for try await batch in feed {
            let ended = batch.ending?.rawValue
            try await call.reply(RecordDevice.Reply(lines: batch.lines, ended: ended), continues: ended == nil)
            if ended != nil { return }
        }
        try await call.reply(RecordDevice.Reply(lines: []))
    }

    /// Does `body`; its `RecordingError` becomes the interface's. `source` is what the error is about.
    private func translating<Result>(_ source: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as RecordingError {
            let kind: LabError.Kind =
                error.code == .alreadyRecording ? .wrongState(state: "recording") : .invalidData(file: source)
            let place = error.line.map { "\(source):\($0): " } ?? ""
            throw LabError(kind, message: place + error.message, remedy: error.remedy)
        }
    }
}

extension RecordingDifference {
    fileprivate init(_ difference: ReplayDifference) {
        self.init(
            kind: difference.kind.rawValue, operation: difference.operation,
            operationWords: difference.operationWords, message: difference.message, expected: difference.expected,
            got: difference.got, explanation: difference.explanation)
    }
}
