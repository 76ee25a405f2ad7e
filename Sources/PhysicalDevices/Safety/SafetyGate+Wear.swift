/// The wear account, for status and store.
extension SafetyGate {
    /// Pulses of the most worn cell.
    public var highestWear: Int { limiter.wear.highest }

    /// The pulses of every cell, to be kept over restarts.
    public var wear: WearSnapshot { limiter.wear.snapshot }

    /// Takes up kept counts; every cell then has the higher of the two numbers. Throws `DeviceError` when they are of a
    /// device of another shape, and then changes nothing.
    public func restore(_ wear: WearSnapshot) throws {
        guard limiter.wear.restore(wear) else {
            throw DeviceError(
                .invalidRequest,
                "the wear account is of tiles of \(wear.rows) x \(wear.columns) cells, which the device does not have",
                remedy: "Use the account of this device.", device: device.id, operation: "restore-wear",
                hardwareState: .asBefore)
        }
    }
}
