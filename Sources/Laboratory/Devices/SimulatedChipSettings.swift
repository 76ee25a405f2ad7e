import PhysicalDevices
import Simulated

/// The table `[device.chip]` of a simulated crossbar.
public enum SimulatedChipSettings {
    /// Its keys; every number without one here comes from the preset.
    public static let schema = TOMLSchema(
        [
            .init(
                "preset", .string(choices: CrossbarParameters.Preset.allCases.map(\.rawValue)),
                default: .string(CrossbarParameters.Preset.standard.rawValue), "the chip to start from")
        ] + integers.map { .init($0.name, .integer($0.range), $0.meaning) }
            + numbers.map { .init($0.name, .number($0.range), $0.meaning) }
            + quantities.map { .init($0.name, .quantity($0.dimension, $0.range), $0.meaning) }
            + switches.map { .init($0.name, .boolean, $0.meaning) })

    /// The parameters that a table describes. Throws `ConfigurationError`.
    static func parameters(_ section: TOMLSection) throws -> CrossbarParameters {
        let section = try section.checked(against: schema)
        var parameters = CrossbarParameters(
            preset: try section.choice("preset", as: CrossbarParameters.Preset.self))
        for key in integers where section.isWritten(key.name) {
            key.set(&parameters, try section.integer(key.name))
        }
        for key in numbers where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.number(key.name)
        }
        for key in quantities where section.isWritten(key.name) {
            key.set(&parameters, try section.quantity(key.name))
        }
        for key in switches where section.isWritten(key.name) {
            parameters[keyPath: key.path] = try section.boolean(key.name)
        }
        guard parameters.minimumConductance < parameters.maximumConductance else {
            throw section.error(
                "min-conductance",
                "\(parameters.minimumConductance) is not below max-conductance, "
                    + "\(parameters.maximumConductance)", remedy: "give a window from low to high")
        }
        guard parameters.columns % 2 == 0 else {
            throw section.error(
                "columns", "\(parameters.columns) columns do not make pairs of G+ and G-", remedy: "use an even number")
        }
        return parameters
    }

    private struct IntegerKey: Sendable {
        let name: String
        let range: ClosedRange<Int>
        let meaning: String
        let set: @Sendable (inout CrossbarParameters, Int) -> Void
    }

    private static let integers: [IntegerKey] = [
        .init(name: "tiles", range: 1...4096, meaning: "tiles of the chip") { $0.tiles = $1 },
        .init(name: "rows", range: 2...4096, meaning: "rows of cells of a tile") { $0.rows = $1 },
        .init(name: "columns", range: 2...4096, meaning: "columns of cells of a tile, two a signed output") {
            $0.columns = $1
        },
        .init(name: "drive-bits", range: 1...16, meaning: "resolution of the input converter") { $0.driveBits = $1 },
        .init(name: "converter-bits", range: 2...24, meaning: "resolution of the output converter, with the sign") {
            $0.converterBits = $1
        },
        .init(name: "endurance", range: 1...Int(UInt32.max), meaning: "pulses after which a cell no longer moves") {
            $0.endurance = $1
        },
    ]

    private struct NumberKey: Sendable {
        let name: String
        let range: NumberRange
        let meaning: String
        let path: WritableKeyPath<CrossbarParameters, Double> & Sendable
    }

    private static let numbers: [NumberKey] = [
        .init(
            name: "initial-spread", range: .from(0, to: 1),
            meaning: "spread of new cells around mid-window, of the upper end", path: \.initialSpread),
        .init(
            name: "read-noise", range: .from(0, to: 1),
            meaning: "read noise, of the column's root mean square or of full scale", path: \.readNoise),
        .init(
            name: "gain-mismatch", range: .from(0, to: 1), meaning: "spread of the columns' gains", path: \.gainMismatch
        ),
        .init(
            name: "offset", range: .from(0, to: 1), meaning: "spread of the columns' offsets in volts", path: \.offset),
        .init(
            name: "pulse-step", range: .above(0, to: 1), meaning: "share of the window that one pulse moves a cell",
            path: \.pulseStep),
        .init(name: "step-noise", range: .from(0, to: 10), meaning: "noise of a single pulse", path: \.stepNoise),
        .init(
            name: "step-mismatch", range: .from(0, to: 10), meaning: "spread of the cells' pulse steps",
            path: \.stepMismatch),
        .init(
            name: "bound-mismatch", range: .from(0, to: 1), meaning: "spread of the cells' upper bounds",
            path: \.boundMismatch),
        .init(
            name: "programming-noise", range: .from(0, to: 1), meaning: "error of one-shot programming, of the window",
            path: \.programmingNoise),
        .init(name: "stuck-cells", range: .from(0, to: 1), meaning: "share of stuck cells", path: \.stuckCells),
        .init(name: "dead-outputs", range: .from(0, to: 1), meaning: "share of dead outputs", path: \.deadOutputs),
        .init(
            name: "relaxation", range: .from(0, to: 1),
            meaning: "random relaxation, of the window per decade of time", path: \.relaxation),
        .init(name: "drift-exponent", range: .from(0, to: 1), meaning: "exponent of the drift", path: \.driftExponent),
        .init(
            name: "curvature", range: .from(0, to: 100), meaning: "relative excess current per volt above 0.2 V",
            path: \.curvature),
    ]

    private struct QuantityKey: Sendable {
        let name: String
        let dimension: PhysicalDimension
        let range: NumberRange
        let meaning: String
        let set: @Sendable (inout CrossbarParameters, Double) -> Void
    }

    private static let quantities: [QuantityKey] = [
        .init(
            name: "read-voltage", dimension: .voltage, range: .above(0, to: 10),
            meaning: "voltage of a full-scale input"
        ) { $0.readVoltage = Voltage($1) },
        .init(
            name: "min-conductance", dimension: .conductance, range: .above(0), meaning: "lower end of the window"
        ) { $0.minimumConductance = Conductance($1) },
        .init(
            name: "max-conductance", dimension: .conductance, range: .above(0), meaning: "upper end of the window"
        ) { $0.maximumConductance = Conductance($1) },
        .init(
            name: "drift-time", dimension: .time, range: .above(0), meaning: "time constant of drift and relaxation"
        ) { $0.driftTime = TimeSpan($1) },
        .init(
            name: "wire-resistance", dimension: .resistance, range: .atLeast(0),
            meaning: "resistance of the wire from cell to cell"
        ) { $0.wireResistance = Resistance($1) },
    ]

    private struct SwitchKey: Sendable {
        let name: String
        let meaning: String
        let path: WritableKeyPath<CrossbarParameters, Bool> & Sendable
    }

    private static let switches: [SwitchKey] = [
        .init(name: "signed-drive", meaning: "whether inputs may be negative", path: \.signedDrive),
        .init(
            name: "read-noise-of-full-scale", meaning: "whether read noise is a share of full scale",
            path: \.readNoiseOfFullScale),
        .init(
            name: "soft-bounds", meaning: "whether pulses move a cell less the nearer it is to its bound",
            path: \.softBounds),
    ]
}
