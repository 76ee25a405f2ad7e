import Foundation
import PhysicalDevices
import Transports
import WireRecordings

/// What records one device: the tap on its wire, and what its driver can be made again from.
public struct DeviceRecording: Sendable {
    /// Hears the device's streams and everything that its gate lets through.
    public let tap: WireTap
    /// The kind of link.
    let transport: String
    /// Where the link leads, as written.
    let address: String
    /// The device's table of the configuration.
    let configuration: String

    /// What records the device that `settings` describe, on a stream.
    init(_ settings: DeviceSettings, address: StreamAddress) {
        tap = WireTap()
        transport = address.transport
        self.address = address.description
        configuration = settings.configurationText
    }

    /// Begins a recording. Throws `RecordingError` while there is another.
    public func start(_ device: any PhysicalDevice, at time: Date = Date()) async throws -> RecordingFeed {
        let identity = await device.identity
        return try tap.start(
            RecordingHeader(
                driver: device.driver, device: device.id, identity: identity.serial.isEmpty ? nil : identity,
                transport: transport, address: address, started: time.formatted(.iso8601),
                commit: SoftwareProvenance.commit, state: await device.state, configuration: configuration))
    }
}

extension StreamAddress {
    /// The kind of link in one word.
    fileprivate var transport: String {
        switch self {
        case .serialPort: "serial"
        case .pseudoTerminal: "pty"
        case .tcp: "tcp"
        case .usbSerial, .usb: "usb"
        }
    }
}

extension DeviceRegistry {
    /// Begins to record a device and returns the lines of the recording as they come. With `reopen` the device is
    /// closed and opened again first thing, for which neither a run nor another user may have it.
    ///
    /// Throws `LaboratoryError`, `RecordingError`, and the `DeviceError` of a device that does not open again.
    public func record(_ id: String, reopen: Bool, by user: Operator) async throws -> RecordingFeed {
        let supervisor = try supervisor(id)
        guard let recording = supervisor.recording else {
            throw LaboratoryError(
                .wrongState("simulated"), "the device \(id) has no wire to record",
                remedy: "Simulated devices are made again from their seed; record one on a serial line or network.")
        }
        if reopen { try requireFree(id, for: user) }
        let feed = try await recording.start(supervisor.device)
        guard reopen else { return feed }
        do {
            try await supervisor.reopen()
        } catch {
            recording.tap.stop("the device did not open again")
            throw error
        }
        return feed
    }

    /// Ends the recording of a device; false when there was none. Throws `LaboratoryError`.
    public func stopRecording(_ id: String, reason: String) throws -> Bool {
        try supervisor(id).recording?.tap.stop(reason) ?? false
    }
}
