import PhysicalDevices
import Simulated

/// Makes devices from the daemon's configuration.
enum DeviceFactory {
    /// The device that `settings` describe, closed. Throws `ConfigurationError` for an unknown driver or wrong keys.
    static func device(_ settings: DeviceSettings) throws -> any PhysicalDevice {
        switch settings.driver {
        case "simulated-crossbar":
            return SimulatedCrossbar(
                id: settings.id, parameters: try SimulatedChipSettings.parameters(settings.chip),
                seed: UInt64(settings.seed ?? 0))
        default:
            throw settings.error(
                "driver", "there is no driver \"\(settings.driver)\"", remedy: "write \"simulated-crossbar\"")
        }
    }
}

extension SafetyEnvelope {
    /// The device's own range, narrowed by what the configuration says. Throws `ConfigurationError` for limits that
    /// leave nothing.
    init(_ settings: DeviceSettings, descriptor: DeviceDescriptor) throws {
        self.init(spanning: descriptor)
        let limits = settings.envelope
        if let value = limits.maximumReadVoltage { maximumReadVoltage = Voltage(value) }
        if let value = limits.maximumSetVoltage {
            try settings.check(value >= setAmplitude.lowerBound.value, "max-set-voltage", setAmplitude.lowerBound)
            setAmplitude = setAmplitude.lowerBound...Voltage(value)
        }
        if let value = limits.maximumResetVoltage {
            let smallest = Voltage(-resetAmplitude.upperBound.value)
            try settings.check(value >= smallest.value, "max-reset-voltage", smallest)
            resetAmplitude = Voltage(-value)...resetAmplitude.upperBound
        }
        if let value = limits.maximumPulseWidth {
            try settings.check(value >= pulseWidth.lowerBound.value, "max-pulse-width", pulseWidth.lowerBound)
            pulseWidth = pulseWidth.lowerBound...TimeSpan(value)
        }
        if let value = limits.maximumPulsesPerRequest { maximumPulsesPerRequest = value }
        maximumPulsesPerCell = limits.maximumPulsesPerCell
    }
}

extension DeviceSettings {
    fileprivate func check(_ holds: Bool, _ key: String, _ smallest: some CustomStringConvertible) throws {
        guard !holds else { return }
        throw error(
            "envelope.\(key)", "the limit is below the least the device can do, \(smallest)",
            remedy: "raise the limit, or leave the device out")
    }
}
