/// Who a device says it is. Checked again after every reconnect: another board on the same port is another device.
public struct DeviceIdentity: Sendable, Equatable {
    /// Maker of the device.
    public let vendor: String
    /// Model name.
    public let model: String
    /// Serial number or unique id.
    public let serial: String
    /// Firmware version, empty where the device has none.
    public let firmware: String

    /// An identity from its four parts.
    public init(vendor: String, model: String, serial: String, firmware: String) {
        self.vendor = vendor
        self.model = model
        self.serial = serial
        self.firmware = firmware
    }
}
