import PhysicalDevices

extension SimulatedCrossbar: StateSaving {
    public func savedState() throws -> SavedState { try chip.savedState() }

    public func restore(_ state: SavedState) throws {
        guard let restored = CrossbarChip(parameters: parameters, state: state) else {
            throw DeviceError(
                .invalidRequest, "the kept state is not one of this chip",
                remedy: "Use the chip as it is configured where the state comes from, or submit the run again.",
                device: id, operation: "restore", hardwareState: .asBefore)
        }
        chip = restored
    }
}
