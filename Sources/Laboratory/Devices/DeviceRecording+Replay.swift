import ArcOne
import CrossbarBoard
import PhysicalDevices
import WireRecordings

extension DeviceRecording {
    /// Makes the driver of a recording again and runs it against the recording. No hardware is touched.
    ///
    /// Throws `RecordingError` for a file that is no recording or holds nothing to replay, and `ConfigurationError`
    /// where its settings make no driver.
    public static func replay(path: String) async throws -> (header: RecordingHeader, report: ReplayReport) {
        let recording = try await Recording(path: path)
        let dialect = dialect(of: recording.header.driver)
        let report = try await Replayer(dialect: dialect) { header, opener in
            try device(header, opener)
        }.replay(recording)
        return (recording.header, report)
    }

    private static func dialect(of driver: String) -> any WireDialect {
        switch driver {
        case "crossbar-board": CWPDialect()
        case "arc-one": ArcDialect()
        default: WholeWrites()
        }
    }

    private static func device(
        _ header: RecordingHeader, _ opener: @escaping StreamOpener
    ) throws -> any PhysicalDevice {
        let file = try DaemonFile(text: header.configuration, file: "the configuration in the recording")
        guard let settings = file.devices.first, settings.driver == header.driver else {
            throw RecordingError(
                .notReplayable, "the recording does not hold the configuration of its driver",
                remedy: "Record it with this version of pibd.")
        }
        return try DeviceFactory.replica(settings, open: opener)
    }
}
