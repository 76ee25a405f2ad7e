import Datasets
import Logging
import RunStore

/// What the run engine works with.
public struct RunServices: Sendable {
    /// The devices.
    public let devices: DeviceRegistry
    /// Where runs are kept.
    public let store: RunStore
    /// Who is told about progress.
    public let signals: RunSignals
    /// Where the daemon itself looks for data: its own $PIBD_DATA, if set.
    public let dataPath: String?
    /// The data set that was loaded last.
    let shelf = DatasetShelf()
    /// The daemon's log.
    public let logger: Logger

    /// Services from their parts.
    public init(devices: DeviceRegistry, store: RunStore, signals: RunSignals, dataPath: String?, logger: Logger) {
        self.devices = devices
        self.store = store
        self.signals = signals
        self.dataPath = dataPath
        self.logger = logger
    }
}
