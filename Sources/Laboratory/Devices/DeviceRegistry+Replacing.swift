import PhysicalDevices

extension DeviceRegistry {
    /// Takes over the devices of a configuration; those that are described as before are not touched.
    ///
    /// Either all changes are made, or none and this throws: `ConfigurationError`, the `DeviceError` of a simulated
    /// device that does not open, or `LaboratoryError` where a run or a lease holds a device that would change. New
    /// devices are not opened yet, but for simulated ones: that is how their limits are checked.
    func replaceAll(
        with settings: [DeviceSettings], from factory: DeviceFactory, simulate: Bool
    ) async throws -> DeviceChanges {
        var made: [String: DeviceSupervisor] = [:]
        for device in settings where self.settings[device.id]?.section.table != device.section.table {
            made[device.id] = supervisor(of: try factory.device(device, simulate: simulate), device)
        }
        let simulated = made.values.filter { $0.device.isSimulated }
        do {
            for supervisor in simulated { try await supervisor.start() }
            let (changes, old) = try exchange(made, settings)
            for supervisor in old { await takeOut(supervisor) }
            return changes
        } catch {
            for supervisor in simulated { await supervisor.stop() }
            throw error
        }
    }

    /// Puts the new supervisors into the places of the old ones, all at once, so that no run can take one in between.
    private func exchange(
        _ made: [String: DeviceSupervisor], _ settings: [DeviceSettings]
    ) throws -> (changes: DeviceChanges, old: [DeviceSupervisor]) {
        let ids = settings.map(\.id)
        var changes = DeviceChanges()
        changes.added = ids.filter { made[$0] != nil && supervisors[$0] == nil }
        changes.changed = ids.filter { made[$0] != nil && supervisors[$0] != nil }
        changes.removed = order.filter { !ids.contains($0) && self.settings[$0] != nil }
        let leaving = changes.changed + changes.removed
        for id in leaving { try requireUnused(id) }
        let old = leaving.compactMap { supervisors[$0] }
        for id in changes.removed {
            supervisors[id] = nil
            self.settings[id] = nil
        }
        supervisors.merge(made) { $1 }
        for device in settings { self.settings[device.id] = device }
        order = ids + order.filter { supervisors[$0] != nil && !ids.contains($0) }
        return (changes, old)
    }

    private func requireUnused(_ id: String) throws {
        let holder = holder(of: id).map { "run \($0)" } ?? lease(of: id)?.holder.name
        guard let holder else { return }
        throw LaboratoryError(
            .wrongState("busy"), "the configuration changes the device \(id), which \(holder) holds",
            remedy: "Wait until it is free, then: systemctl reload pibd.")
    }

    private func takeOut(_ supervisor: DeviceSupervisor) async {
        let id = supervisor.device.id
        do {
            try await supervisor.gate?.enterSafeState(reason: "the configuration has changed", routine: true)
        } catch {
            logger.error("\(id): taken out of the configuration, and \(error)", metadata: ["DEVICE": "\(id)"])
        }
        await supervisor.stop()
    }
}

extension DeviceFactory {
    /// The device that `settings` describe, closed. With `simulate`, real hardware is refused.
    func device(_ settings: DeviceSettings, simulate: Bool) throws -> ConfiguredDevice {
        let configured = try device(settings)
        guard !simulate || configured.device.isSimulated else {
            throw settings.error(
                "driver", "\(settings.driver) is real hardware, and pibd was started with --simulate",
                remedy: "start pibd without --simulate, or give it a configuration with simulated devices only")
        }
        return configured
    }
}
