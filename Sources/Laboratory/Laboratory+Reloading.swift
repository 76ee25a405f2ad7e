import EnergisedDevices

extension Laboratory {
    /// Takes over the devices of a configuration while everything goes on: devices that are described as before are not
    /// touched, all others go through their safe state.
    ///
    /// - Throws: `ConfigurationError`, `DeviceError` or `LaboratoryError`; then nothing has changed.
    public func reload(devices settings: [DeviceSettings]) async throws -> DeviceChanges {
        let changes = try await devices.replaceAll(with: settings, from: factory, simulate: simulate)
        try await devices.open()
        return changes
    }

    /// Checks what can be known of devices without opening them. Throws `ConfigurationError`.
    public static func check(devices settings: [DeviceSettings]) throws {
        let factory = DeviceFactory(energised: EnergisedList(directory: "/run/pibd/energised"))
        for device in settings { _ = try factory.device(device) }
    }
}
