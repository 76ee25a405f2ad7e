/// The cells of a trained network, kept by name.
public struct StoredSnapshot: Sendable, Equatable {
    /// One unit's cells.
    public struct Unit: Sendable, Equatable {
        /// The unit's name.
        public var name: String
        /// Its conductances.
        public var cells: StoredConductances

        /// A unit from its parts.
        public init(name: String, cells: StoredConductances) {
            self.name = name
            self.cells = cells
        }
    }

    /// What it is called.
    public var name: String
    /// The run it was taken from; nil when that is no longer kept.
    public var run: Int64?
    /// When it was taken; ISO 8601, UTC.
    public var time: String
    /// The device it was taken from: vendor, model and serial number.
    public var device: String
    /// The units in order.
    public var units: [Unit]
}
