/// The USB devices of a host, hubs left out.
struct USBInventory: Sendable {
    private(set) var devices: [USBDevice] = []
    /// Why devices may be missing.
    private(set) var unreadable: [String] = []

    private static let root = "/sys/bus/usb/devices"

    init(of host: any HostView) {
        switch host.names(Self.root) {
        case .found(let names):
            for port in names where !port.contains(":") {
                guard let device = device(port, among: names, on: host) else { continue }
                devices.append(device)
            }
        case .absent: break
        case .unreadable(let reason): unreadable.append("\(Self.root): \(reason)")
        }
    }

    private mutating func device(_ port: String, among names: [String], on host: any HostView) -> USBDevice? {
        let folder = "\(Self.root)/\(port)"
        guard let vendor = attribute("\(folder)/idVendor", on: host),
            let product = attribute("\(folder)/idProduct", on: host),
            attribute("\(folder)/bDeviceClass", on: host) != "09"
        else { return nil }
        var device = USBDevice(
            port: port, vendor: vendor, product: product, text: attribute("\(folder)/product", on: host) ?? "",
            serial: attribute("\(folder)/serial", on: host) ?? "", interfaces: [], nodes: [])
        if let bus = number("\(folder)/busnum", on: host), let number = number("\(folder)/devnum", on: host) {
            device.nodes.append(
                node("/dev/bus/usb/\(threeDigits(bus))/\(threeDigits(number))", folder, .usb, on: host))
        }
        for interface in names where interface.hasPrefix("\(port):") {
            addInterface("\(Self.root)/\(interface)", to: &device, on: host)
        }
        identify(&device)
        return device
    }

    private mutating func addInterface(_ folder: String, to device: inout USBDevice, on host: any HostView) {
        let kind = ["bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"]
            .compactMap { attribute("\(folder)/\($0)", on: host) }
        device.interfaces.append(kind.joined())
        for name in host.names(folder).value ?? [] {
            switch name {
            case "tty": addNodes("\(folder)/tty", .serial, to: &device, on: host)
            case "usbmisc": addNodes("\(folder)/usbmisc", .usbtmc, to: &device, on: host)
            case _ where name.hasPrefix("ttyUSB"): addNodes("\(folder)/\(name)/tty", .serial, to: &device, on: host)
            case _ where name.contains(":"): addNodes("\(folder)/\(name)/hidraw", .hidraw, to: &device, on: host)
            default: break
            }
        }
    }

    private func addNodes(
        _ folder: String, _ transport: KnownDevice.Transport, to device: inout USBDevice, on host: any HostView
    ) {
        for name in host.names(folder).value ?? [] where transport != .usbtmc || name.hasPrefix("usbtmc") {
            device.nodes.append(node("/dev/\(name)", "\(folder)/\(name)", transport, on: host))
        }
    }

    private func node(
        _ path: String, _ directory: String, _ transport: KnownDevice.Transport, on host: any HostView
    ) -> USBDevice.Node {
        USBDevice.Node(
            path: path, directory: directory, transport: transport,
            properties: UdevDatabase.properties(of: directory, on: host))
    }

    /// What udev says of it, else what our rules would say.
    private func identify(_ device: inout USBDevice) {
        let known = KnownDevice.match(
            vendor: device.vendor, product: device.product, text: device.text, interfaces: device.interfaces)
        let properties = device.ownNode?.properties.value
        device.driver = properties?["ID_PIBD_DRIVER"] ?? known?.driver
        device.transport =
            properties?["ID_PIBD_TRANSPORT"].flatMap(KnownDevice.Transport.init) ?? known?.transport
    }

    private mutating func attribute(_ path: String, on host: any HostView) -> String? {
        let observation = host.attribute(path)
        if case .unreadable(let reason) = observation { unreadable.append("\(path): \(reason)") }
        return observation.value
    }

    private mutating func number(_ path: String, on host: any HostView) -> Int? {
        attribute(path, on: host).flatMap { Int($0) }
    }

    private func threeDigits(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
    }
}
