/// A device that udev/60-pibd-identify.rules names; a diagnosis has to know it where the rules are not installed, too.
struct KnownDevice: Sendable, Equatable {
    var vendor: String
    var product: String
    /// Product string, where the id alone says too little.
    var text: String?
    var driver: String
    var transport: Transport

    /// How a driver reaches a device.
    enum Transport: String, Sendable { case serial, usb, hidraw, usbtmc }

    /// Those named by id.
    static let byIdentifier = [
        KnownDevice(vendor: "0d28", product: "0204", driver: "arc-one", transport: .serial),
        KnownDevice(
            vendor: "1d6b", product: "0104", text: "pibd crossbar board", driver: "crossbar-board", transport: .serial),
        KnownDevice(vendor: "0451", product: "c900", driver: "dlpc900", transport: .hidraw),
        KnownDevice(vendor: "0403", product: "601f", driver: "santec-slm", transport: .usb),
    ]

    /// Those named by the class, subclass and protocol of an interface.
    static let byInterface: [(interface: String, driver: String, transport: Transport)] = [
        ("ef0500", "aravis-camera", .usb), ("fe0300", "usbtmc", .usbtmc), ("fe0301", "usbtmc", .usbtmc),
    ]

    /// What the rules would say of a device.
    static func match(
        vendor: String, product: String, text: String, interfaces: [String]
    ) -> (driver: String, transport: Transport)? {
        if let known = byIdentifier.first(where: {
            $0.vendor == vendor && $0.product == product && ($0.text ?? text) == text
        }) {
            return (known.driver, known.transport)
        }
        return byInterface.first { interfaces.contains($0.interface) }.map { ($0.driver, $0.transport) }
    }
}
