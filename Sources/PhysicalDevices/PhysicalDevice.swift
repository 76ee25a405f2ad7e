/// One thing on a wire: identified, supervised, and able to reach its safe state.
///
/// A device is an actor with a serial command lane: an operation that was started is finished, or has failed with a
/// `DeviceError`, before the next one begins. What a device can do beyond this is said by the capability protocols.
/// Anything that energises takes a `Cleared` request, which only the `SafetyGate` can make.
public protocol PhysicalDevice: Actor {
    /// The name under which the laboratory knows the device.
    nonisolated var id: String { get }
    /// The driver's name, for instance `simulated-crossbar`.
    nonisolated var driver: String { get }
    /// Whether there is no hardware behind it.
    nonisolated var isSimulated: Bool { get }
    /// Who the device said it is when it was opened.
    var identity: DeviceIdentity { get }
    /// What the device can do, in numbers.
    var descriptor: DeviceDescriptor { get }
    /// Where the device stands.
    var state: DeviceState { get }
    /// What is known of the hardware.
    var hardwareState: HardwareState { get }
    /// How to make the device safe without its driver; nil where there is nothing to be made safe.
    var emergencyStop: EmergencyStop? { get async }
    /// The states from now on, the present one first.
    func states() -> AsyncStream<DeviceState>

    /// Identifies the device and leaves it ready, in its safe state. Opening an open device does nothing.
    func open() async throws
    /// Puts the device into its safe state and lets it go. Closing a closed device does nothing.
    func close() async
    /// Turns every output off and returns once that is confirmed. Always allowed, in every state.
    func enterSafeState() async throws
}

extension PhysicalDevice {
    /// Nothing: a device without hardware needs no emergency stop. A driver of real hardware says its own.
    public var emergencyStop: EmergencyStop? { nil }
}
