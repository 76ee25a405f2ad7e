import ArcOne
import CrossbarBoard
import EnergisedDevices
import PhysicalDevices
import Simulated
import Transports
import WireRecordings

/// A device as the configuration describes it, closed, with what the laboratory needs around it.
struct ConfiguredDevice: Sendable {
    let device: any PhysicalDevice
    /// Where it is noted that the device may be energised; nil where there is nothing to be made safe.
    var register: (any EnergisedRegister)?
    /// What records its wire; nil where it has none.
    var recording: DeviceRecording?
    /// The moments at which it might be back, when it is away; nil for one that cannot go.
    var appearances: (@Sendable () -> AsyncStream<Void>)?
}

/// Makes devices from the daemon's configuration.
struct DeviceFactory: Sendable {
    /// The list of energised devices.
    let energised: EnergisedList

    private static let drivers = [
        "simulated-crossbar", "simulated-optics",
        "simulated-oscillators", "simulated-magnonic-ring", "crossbar-board", "arc-one",
    ]

    /// The device that `settings` describe, closed. Throws `ConfigurationError` for an unknown driver or wrong keys.
    func device(_ settings: DeviceSettings) throws -> ConfiguredDevice {
        switch settings.driver {
        case "simulated-crossbar": try simulatedCrossbar(settings)
        case "simulated-oscillators":
            try simulatedReservoir(settings) {
                SimulatedOscillators(
                    id: settings.id, parameters: try SimulatedOscillatorSettings.parameters(settings.chip), seed: $0)
            }
        case "simulated-magnonic-ring":
            try simulatedReservoir(settings) {
                SimulatedMagnonicRing(
                    id: settings.id, parameters: try SimulatedRingSettings.parameters(settings.chip), seed: $0)
            }
        case "simulated-optics": try simulatedOptics(settings)
        case "crossbar-board": try crossbarBoard(settings)
        case "arc-one": try arcOne(settings)
        default:
            throw settings.error(
                "driver", "there is no driver \"\(settings.driver)\"",
                remedy: "write one of \(Self.drivers.map { "\"\($0)\"" }.joined(separator: ", "))")
        }
    }

    private func simulatedCrossbar(_ settings: DeviceSettings) throws -> ConfiguredDevice {
        guard settings.port == nil else {
            throw settings.error("port", "a simulated device has no port", remedy: "leave it out")
        }
        return ConfiguredDevice(
            device: SimulatedCrossbar(
                id: settings.id, parameters: try SimulatedChipSettings.parameters(settings.chip),
                seed: UInt64(settings.seed ?? 0)))
    }

    private func simulatedReservoir(
        _ settings: DeviceSettings, _ make: (UInt64) throws -> any PhysicalDevice
    ) throws -> ConfiguredDevice {
        guard settings.port == nil else {
            throw settings.error("port", "a simulated device has no port", remedy: "leave it out")
        }
        return ConfiguredDevice(device: try make(UInt64(settings.seed ?? 0)))
    }

    private func simulatedOptics(_ settings: DeviceSettings) throws -> ConfiguredDevice {
        guard settings.port == nil else {
            throw settings.error("port", "a simulated device has no port", remedy: "leave it out")
        }
        return ConfiguredDevice(
            device: SimulatedOptics(
                id: settings.id, parameters: try SimulatedOpticsSettings.parameters(settings.chip),
                seed: UInt64(settings.seed ?? 0)))
    }

    private func crossbarBoard(_ settings: DeviceSettings) throws -> ConfiguredDevice {
        let link = try LinkSettings(settings, defaults: SerialSettings())
        let recording = DeviceRecording(settings, address: link.address)
        let board = try Self.settings(ofCrossbarBoard: settings, link)
        return ConfiguredDevice(
            device: CrossbarBoard(
                id: settings.id, settings: board, open: recording.tap.tapping(link.opener), heartbeat: board.heartbeat),
            register: BoardRegister(list: energised, link: link), recording: recording,
            appearances: { link.address.appearances() })
    }

    private static func settings(
        ofCrossbarBoard settings: DeviceSettings, _ link: LinkSettings
    ) throws -> CrossbarBoardSettings {
        let chip = try BoardChipSettings(settings.chip)
        var board = CrossbarBoardSettings()
        board.expectedSerial = link.expectedSerial
        board.firmwareVersions = link.firmware
        board.baud = link.baud
        board.conductanceWindow = chip.window
        board.nominalPulse = chip.pulse
        board.nominalStep = chip.step
        board.readVoltage = chip.readVoltage ?? settings.envelope.maximumReadVoltage.map { Voltage($0) }
        board.watchdog = TimeSpan(link.watchdog)
        board.vectorsPerRequest = link.vectorsPerRequest
        board.bootWait = TimeSpan(link.bootWait)
        return board
    }

    private func arcOne(_ settings: DeviceSettings) throws -> ConfiguredDevice {
        let link = try LinkSettings(settings, defaults: ArcOne.serialSettings)
        let recording = DeviceRecording(settings, address: link.address)
        return ConfiguredDevice(
            device: ArcOne(
                id: settings.id, settings: try Self.settings(ofArcOne: settings, link),
                open: recording.tap.tapping(link.opener)),
            register: BoardRegister(list: energised, link: link), recording: recording,
            appearances: { link.address.appearances() })
    }

    private static func settings(ofArcOne settings: DeviceSettings, _ link: LinkSettings) throws -> ArcOneSettings {
        let chip = try BoardChipSettings(settings.chip)
        var board = ArcOneSettings()
        board.serial = link.expectedSerial
        board.conductanceWindow = chip.window
        board.nominalPulse = chip.pulse
        board.nominalStep = chip.step
        return board
    }

    /// The driver of a recorded device: its streams come from `open` and lead to no hardware, so that there is nothing
    /// to wait for and no watchdog to feed. Throws `ConfigurationError`.
    static func replica(_ settings: DeviceSettings, open: @escaping StreamOpener) throws -> any PhysicalDevice {
        switch settings.driver {
        case "crossbar-board":
            let link = try LinkSettings(settings, defaults: SerialSettings())
            var board = try Self.settings(ofCrossbarBoard: settings, link)
            board.bootWait = TimeSpan(0)
            return CrossbarBoard(id: settings.id, settings: board, open: open, heartbeat: nil)
        case "arc-one":
            let link = try LinkSettings(settings, defaults: ArcOne.serialSettings)
            return ArcOne(
                id: settings.id, settings: try Self.settings(ofArcOne: settings, link), open: open,
                pause: { _ in try Task.checkCancellation() })
        default:
            throw settings.error(
                "driver", "a driver \"\(settings.driver)\" cannot be replayed", remedy: "replay a device on a wire")
        }
    }
}

/// Enters a board into the list of energised devices, with its address and line.
private struct BoardRegister: EnergisedRegister {
    let list: EnergisedList
    let link: LinkSettings

    func enter(_ device: String, stop: EmergencyStop) async throws {
        try await list.enter(
            EnergisedDevice(
                id: device, address: link.address, serial: link.serial, send: stop.send, expect: stop.expect,
                waitMilliseconds: Int((stop.wait.value * 1000).rounded())))
    }

    func remove(_ device: String) async throws { try await list.remove(device) }
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
        maximumCellCurrent = limits.maximumCellCurrent.map { ElectricCurrent($0) }
        maximumColumnCurrent = limits.maximumColumnCurrent.map { ElectricCurrent($0) }
        maximumPulseRate = limits.maximumPulseRate
        maximumCellPulseRate = limits.maximumCellPulseRate
        maximumBiasVoltage = limits.maximumBiasVoltage.map { Voltage($0) }
        biasRamp = limits.biasRamp
        cells = limits.cells.map(\.limits)
    }
}

extension EnvelopeSettings {
    fileprivate var biasRamp: BiasRamp? {
        if let maximumBiasStep { return BiasRamp(largestStep: Voltage(maximumBiasStep), slewRate: maximumBiasSlew) }
        return maximumBiasSlew.map { BiasRamp(slewRate: $0) }
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
