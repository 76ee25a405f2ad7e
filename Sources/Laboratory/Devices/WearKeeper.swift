import Logging
import PhysicalDevices
import RunStore

/// Keeps the wear of real devices over restarts of the daemon. A simulated chip is made anew with every run.
struct WearKeeper: Sendable {
    let store: RunStore
    let logger: Logger

    /// Takes up what is kept of a device that has just been opened.
    func restore(_ gate: SafetyGate, of device: any PhysicalDevice) async {
        guard !device.isSimulated else { return }
        do {
            let tiles = try await store.wear(device: device.id, serial: await device.identity.serial)
            guard let first = tiles.first else { return }
            try await gate.restore(
                WearSnapshot(
                    rows: first.rows, columns: first.columns,
                    tiles: Dictionary(tiles.map { ($0.tile, $0.counts) }) { first, _ in first }))
        } catch {
            // The device works all the same; that its earlier pulses are not counted has to be said.
            logger.error("the wear of \(device.id) is not taken up: \(error)", metadata: ["DEVICE": "\(device.id)"])
        }
    }

    /// Keeps what the device has had until now.
    func keep(_ gate: SafetyGate, of device: any PhysicalDevice) async {
        guard !device.isSimulated else { return }
        let wear = await gate.wear
        let tiles = wear.tiles.map {
            StoredWear(tile: $0.key, rows: wear.rows, columns: wear.columns, counts: $0.value)
        }
        guard !tiles.isEmpty else { return }
        do {
            try await store.storeWear(tiles, device: device.id, serial: await device.identity.serial)
        } catch {
            logger.error("the wear of \(device.id) is not kept: \(error)", metadata: ["DEVICE": "\(device.id)"])
        }
    }
}
