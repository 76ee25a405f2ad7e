import ControlInterface

/// Devices in aligned columns.
enum DeviceTable {
    static func lines(_ devices: [DeviceStatus]) -> [String] {
        var table = Table([
            ("device", .left), ("state", .left), ("hardware", .left), ("driver", .left), ("model", .left),
            ("serial", .left), ("held by", .left),
        ])
        for device in devices {
            table.add([
                device.id, device.state, device.hardwareState, device.driver,
                [device.vendor, device.model].filter { !$0.isEmpty }.joined(separator: " "), device.serial,
                device.holder ?? "",
            ])
        }
        let messages = devices.compactMap { device in
            device.message.map { "  \(device.id): \($0)".onOneLine }
        }
        return table.lines() + (messages.isEmpty ? [] : [""] + messages)
    }
}
