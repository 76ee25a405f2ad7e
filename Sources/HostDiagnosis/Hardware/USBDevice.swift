/// A USB device as sysfs and udev show it.
struct USBDevice: Sendable, Equatable {
    /// A node in /dev that belongs to it.
    struct Node: Sendable, Equatable {
        /// For instance /dev/ttyACM0.
        var path: String
        /// Where sysfs keeps it.
        var directory: String
        var transport: KnownDevice.Transport
        /// Its properties in udev's database.
        var properties: Observation<[String: String]>
    }

    /// Name in /sys/bus/usb/devices, 1-4.2 for instance: the place where it is plugged in.
    var port: String
    var vendor: String
    var product: String
    /// Product string, empty where it has none.
    var text: String
    /// Serial number, empty where it has none.
    var serial: String
    /// Class, subclass and protocol of each interface, 020201 for instance.
    var interfaces: [String]
    /// Its own node and those of its interfaces.
    var nodes: [Node]
    /// The driver that may fit, nil for a device that is none of the laboratory's.
    var driver: String?
    /// How that driver reaches it.
    var transport: KnownDevice.Transport?

    /// For people: 0d28:0204 'mbed' at 1-4.2.
    var description: String {
        "\(vendor):\(product)" + (text.isEmpty ? "" : " '\(text)'") + " at USB \(port)"
    }
    /// Directory in sysfs.
    var directory: String { "/sys/bus/usb/devices/\(port)" }
    /// The device's own node.
    var ownNode: Node? { nodes.first { $0.path.hasPrefix("/dev/bus/usb/") } }
    /// Serial ports.
    var serialPorts: [Node] { nodes.filter { $0.transport == .serial } }
    /// The nodes that the driver opens.
    var opened: [Node] { nodes.filter { $0.transport == transport } }
}
