import PhysicalDevices

/// A simulated device whose whole state can be kept and put back, so that it outlives the process it lives in: what the
/// cells themselves do for real hardware.
public protocol StateSaving: PhysicalDevice {
    /// The state now, noise streams included: after `restore` of it the same operations give the same readings.
    func savedState() async throws -> SavedState
    /// Puts a kept state back. Throws `DeviceError` for one that is not of this device, and then changes nothing.
    func restore(_ state: SavedState) async throws
}

/// The state of a simulated device.
public struct SavedState: Sendable, Equatable {
    /// Everything that is not a tensor, as JSON.
    public var summary: String
    /// Tensors by name.
    public var tensors: [String: [Float]]

    /// A state from its parts.
    public init(summary: String, tensors: [String: [Float]]) {
        self.summary = summary
        self.tensors = tensors
    }
}
