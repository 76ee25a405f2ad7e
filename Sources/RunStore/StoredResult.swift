import GRDB

/// What a run came to.
public struct StoredResult: Sendable, Equatable {
    /// Accuracy of the chosen read-out on test data, a fraction; nil if it was not evaluated.
    public var testAccuracy: Double?
    /// Accuracy of the chosen read-out on validation data, a fraction; nil if it was not evaluated.
    public var validationAccuracy: Double?
    /// Training samples sent through the hardware.
    public var measurements: Int
    /// Samples sent through it for calibration.
    public var calibrationMeasurements: Int
    /// Samples sent through it for evaluation.
    public var evaluationMeasurements: Int
    /// Pulses applied to all units together.
    public var pulses: Int
    /// Time from the start to the end of the run [s].
    public var wallSeconds: Double
    /// Fraction of that time in which the device worked.
    public var deviceBusyFraction: Double
    /// Fraction of that time in which the host computed.
    public var computeFraction: Double
    /// Fraction of that time in which one waited for the other.
    public var waitFraction: Double
    /// Episodes of training after which the environment counted as solved; nil for a run without, or not solved.
    public var solvedAfterEpisodes: Int?

    /// A result from its parts.
    public init(
        testAccuracy: Double?, validationAccuracy: Double?, measurements: Int, calibrationMeasurements: Int,
        evaluationMeasurements: Int, pulses: Int, wallSeconds: Double, deviceBusyFraction: Double,
        computeFraction: Double, waitFraction: Double, solvedAfterEpisodes: Int? = nil
    ) {
        self.testAccuracy = testAccuracy
        self.validationAccuracy = validationAccuracy
        self.measurements = measurements
        self.calibrationMeasurements = calibrationMeasurements
        self.evaluationMeasurements = evaluationMeasurements
        self.pulses = pulses
        self.wallSeconds = wallSeconds
        self.deviceBusyFraction = deviceBusyFraction
        self.computeFraction = computeFraction
        self.waitFraction = waitFraction
        self.solvedAfterEpisodes = solvedAfterEpisodes
    }

    init(_ row: Row) throws {
        self.init(
            testAccuracy: try row.decode(forColumn: "test_accuracy"),
            validationAccuracy: try row.decode(forColumn: "validation_accuracy"),
            measurements: try row.decode(forColumn: "measurements"),
            calibrationMeasurements: try row.decode(forColumn: "calibration_measurements"),
            evaluationMeasurements: try row.decode(forColumn: "evaluation_measurements"),
            pulses: try row.decode(forColumn: "pulses"),
            wallSeconds: try row.decode(forColumn: "wall_seconds"),
            deviceBusyFraction: try row.decode(forColumn: "device_busy_fraction"),
            computeFraction: try row.decode(forColumn: "compute_fraction"),
            waitFraction: try row.decode(forColumn: "wait_fraction"),
            solvedAfterEpisodes: try row.decode(forColumn: "solved_after_episodes"))
    }
}
