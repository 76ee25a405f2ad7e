extension LabClient {
    /// Records a device for `seconds`, or until ``stopRecording(device:)``; the lines of the file as they come.
    public func record(device: String, seconds: Double? = nil, reopen: Bool = false) -> LabReplies<RecordDevice.Reply> {
        stream(RecordDevice(device: device, seconds: seconds, reopen: reopen ? true : nil))
    }

    /// Ends the recording of a device; false when there was none. Needs a connection of its own.
    public func stopRecording(device: String) async throws -> Bool {
        try await call(StopRecording(device: device), timeoutSeconds: 10).stopped
    }

    /// Runs a recorded driver against the recording at `path`, for as long as it takes up to a day.
    public func replay(path: String) async throws -> ReplayRecording.Reply {
        try await call(ReplayRecording(path: path), timeoutSeconds: 86_400)
    }
}
