import ArcOneEmulator

/// Boards for tests in which a routine must still be under way.
enum ArcOneEmulatorSettings {
    /// Pulses take their time, and time does not pass by itself.
    static var slow: ArcOneMachine.Settings {
        var settings = ArcOneMachine.Settings.instant
        settings.timeScale = 1
        return settings
    }
}
