import PhysicalDevices
import Simulated

/// The table `[device.chip]` of simulated optics.
public enum SimulatedOpticsSettings {
    /// Its keys; what is not written has the default of `OpticsParameters`.
    public static let schema = TOMLSchema(
        [
            .init(
                "encoding", .choice(of: OpticsParameters.Encoding.self),
                default: .string(OpticsParameters().encoding.rawValue), "how an input becomes light")
        ] + integers.map { .init($0.name, .integer($0.range), $0.meaning) }
            + numbers.map { .init($0.name, .number($0.range), $0.meaning) }
            + times.map { .init($0.name, .quantity(.time, .from(0, to: 3600)), $0.meaning) }
            + switches.map { .init($0.name, .boolean, $0.meaning) })

    /// The parameters that a table describes. Throws `ConfigurationError`.
    static func parameters(_ section: TOMLSection) throws -> OpticsParameters {
        let section = try section.checked(against: schema)
        var parameters = OpticsParameters()
        parameters.encoding = try section.choice("encoding", as: OpticsParameters.Encoding.self)
        for key in integers where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.integer(key.name)
        }
        for key in numbers where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.number(key.name)
        }
        for key in times where section.isWritten(key.name) {
            parameters[keyPath: key.path] = TimeSpan(try section.quantity(key.name))
        }
        for key in switches where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.boolean(key.name)
        }
        return parameters
    }

    private typealias Path<Value> = WritableKeyPath<OpticsParameters, Value> & Sendable

    private static let integers: [(name: String, range: ClosedRange<Int>, meaning: String, path: Path<Int>)] = [
        ("fields", 1...64, "fields of view, each with a medium of its own", \.fields),
        ("pixels", 2...4096, "modulator pixels of a field", \.pixels),
        ("camera-pixels", 1...4096, "camera pixels of a field", \.cameraPixels),
        ("modulator-bits", 1...16, "resolution of the modulators", \.modulatorBits),
        ("camera-bits", 2...16, "resolution of the camera", \.cameraBits),
    ]

    private static let numbers: [(name: String, range: NumberRange, meaning: String, path: Path<Double>)] = [
        ("phase-range", .above(0, to: 13), "phase in radians at the modulator's highest level", \.phaseRange),
        ("phase-bow", .from(0, to: 0.3), "how far mid level is off the straight line, of the range", \.phaseBow),
        ("lowest-amplitude", .from(0, to: 1), "amplitude at the highest phase level", \.lowestAmplitude),
        (
            "hourly-correlation", .from(0, to: 1), "correlation of the medium with itself an hour ago",
            \.hourlyCorrelation
        ),
        ("full-well", .from(0, to: 1e7), "photo-electrons at full scale; 0 for no shot noise", \.fullWell),
        ("read-noise", .from(0, to: 1e4), "read noise in photo-electrons", \.readNoise),
        ("dark-level", .from(0, to: 1), "dark level, of full scale", \.darkLevel),
        ("source-fluctuation", .from(0, to: 1), "fluctuation of the source from frame to frame", \.sourceFluctuation),
        ("misregistration", .from(0, to: 1), "shift of the image in pixels", \.misregistration),
        ("lagging-frames", .from(0, to: 1), "share of frames that show the vector before", \.laggingFrames),
        ("dropped-frames", .from(0, to: 0.5), "share of frames lost and exposed again", \.droppedFrames),
        ("exposure-error", .above(0, to: 1000), "factor on every exposure time", \.exposureError),
        ("stuck-pixels", .from(0, to: 1), "share of stuck modulator pixels", \.stuckPixels),
        ("dead-pixels", .from(0, to: 1), "share of dead camera pixels", \.deadPixels),
    ]

    private static let times: [(name: String, meaning: String, path: Path<TimeSpan>)] = [
        ("settle-time", "settling of a modulator", \.settleTime),
        ("frame-time", "time of a frame", \.frameTime),
    ]

    private static let switches: [(name: String, meaning: String, path: Path<Bool>)] = [
        ("mask", "whether there is a second modulator with a phase mask", \.hasMask),
        ("one-frame-late", "whether every frame shows the vector before", \.isOneFrameLate),
    ]
}
