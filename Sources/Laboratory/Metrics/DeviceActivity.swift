import CrossbarBoard
import PhysicalDevices

/// What a device does and has done, for people who watch it.
public struct DeviceActivity: Sendable {
    /// Its id.
    public let id: String
    /// Its driver.
    public let driver: String
    /// Where it stands.
    public let state: DeviceState
    /// What is known of the hardware.
    public let hardwareState: HardwareState
    /// What was asked of it.
    public let operations: OperationMeter.Reading
    /// What its link has seen; nil for a device whose driver does not count.
    public let link: LinkCounts?
    /// Pulses to the most worn cell over its life; nil for a device that was never there.
    public let highestWear: Int?
    /// Pulses to all cells over its life.
    public let totalWear: Int?

    /// Asks the device that `supervisor` looks after. It may have to wait for the device's driver.
    init(_ supervisor: DeviceSupervisor) async {
        let device = supervisor.device
        id = device.id
        driver = device.driver
        state = await device.state
        hardwareState = await device.hardwareState
        operations = supervisor.meter.reading
        link = if let board = device as? CrossbarBoard { LinkCounts(await board.counters) } else { nil }
        let gate = await supervisor.gate
        highestWear = await gate?.highestWear
        totalWear = await gate?.wear.tiles.values.reduce(0) { sum, tile in
            tile.reduce(sum) { $0 + Int($1) }
        }
    }
}
