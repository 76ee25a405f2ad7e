/// What became of the devices when a configuration was taken over.
public struct DeviceChanges: Sendable, Equatable {
    /// Ids of devices that are new.
    public internal(set) var added: [String] = []
    /// Ids of devices that were opened anew, because what the configuration says of them has changed.
    public internal(set) var changed: [String] = []
    /// Ids of devices that are gone.
    public internal(set) var removed: [String] = []

    /// Whether everything stayed as it was.
    public var isEmpty: Bool { self == DeviceChanges() }
}
