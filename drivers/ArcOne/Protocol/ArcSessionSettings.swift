import PhysicalDevices

/// How the board reads and what it is connected to; sent at the start of every session.
public struct ArcSessionSettings: Sendable, Equatable {
    /// How resistances are read.
    public enum ReadMode: Int, Sendable, CaseIterable {
        /// Against a resistor, at 0.5 V only.
        case classic = 0
        /// Two-point transimpedance amplifier.
        case amplifier = 1
        /// Four-point transimpedance amplifier, positive voltages.
        case fourPoint = 2
        /// Four-point transimpedance amplifier, negative voltages.
        case fourPointNegative = 3
    }

    /// Where the devices under test are.
    public enum Connection: Int, Sendable, CaseIterable {
        /// In the socket or on the headers.
        case local = 0
        /// On the coaxial connectors; the device is word line 1, bit line 1.
        case coaxial = 1
        /// The coaxial connectors lead to the socket: the board is a switch matrix.
        case coaxialToLocal = 2
        /// Nowhere.
        case offline = 3
    }

    /// What is done with lines that take no part, against currents through other cells.
    public enum IdleLines: Int, Sendable, CaseIterable {
        /// A third of the voltage.
        case third = 0
        /// Half the voltage.
        case half = 1
        /// Left floating.
        case floating = 256
    }

    /// Readings averaged into one.
    public var readCycles = 30
    /// Word lines in use.
    public var words = ArcCell.lines
    /// Bit lines in use.
    public var bits = ArcCell.lines
    /// How resistances are read.
    public var readMode = ReadMode.fourPoint
    /// Where the devices under test are.
    public var connection = Connection.local
    /// What is done with lines that take no part.
    public var idleLines = IdleLines.third
    /// Voltage of a reading [V].
    public var readVoltage = Voltage(0.5)

    /// The board's own defaults.
    public init() {}

    /// The read mode that goes with the read voltage: the four-point amplifier has one mode for each sign.
    var effectiveReadMode: ReadMode {
        switch readMode {
        case .fourPoint, .fourPointNegative: readVoltage.value < 0 ? .fourPointNegative : .fourPoint
        case .classic, .amplifier: readMode
        }
    }

    /// What is wrong with the settings; nil when the board can take them.
    var problem: String? {
        guard (1...ArcCell.lines).contains(words), (1...ArcCell.lines).contains(bits) else {
            return "an array of \(words) x \(bits) lines; the board has 1 to \(ArcCell.lines) of each"
        }
        guard (1...10_000).contains(readCycles) else { return "\(readCycles) read cycles; 1 to 10000 make sense" }
        guard abs(readVoltage.value) <= ArcOneLimits.voltage.value, readVoltage.value != 0 else {
            return "a read voltage of \(readVoltage); the board has up to \(ArcOneLimits.voltage) of either sign"
        }
        guard readMode != .classic || readVoltage == Voltage(0.5) else {
            return "a read voltage of \(readVoltage) in classic mode, which reads at 0.5 V only"
        }
        return nil
    }
}
