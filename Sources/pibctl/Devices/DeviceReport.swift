import ControlInterface

/// One device for people.
enum DeviceReport {
    static func lines(_ description: DescribeDevice.Reply) -> [String] {
        let device = description.device
        var lines = ["\(device.id): \(device.state), hardware \(device.hardwareState)".onOneLine]
        if let message = device.message { lines.append("  \(message)".onOneLine) }
        var facts = Table([("", .left), ("", .left)])
        facts.add(["driver", device.driver + (device.simulated ? " (simulated)" : "")])
        facts.add(["vendor", device.vendor])
        facts.add(["model", device.model])
        facts.add(["serial", device.serial])
        facts.add(["firmware", device.firmware])
        facts.add(["can", device.capabilities.joined(separator: ", ")])
        facts.add(["held by", device.holder ?? "nobody"])
        lines += [""] + facts.lines()
        if !description.properties.isEmpty { lines += ["", "Properties"] + properties(description.properties) }
        if !description.envelope.isEmpty { lines += ["", "Safety envelope"] + envelope(description.envelope) }
        return lines
    }

    private static func properties(_ properties: [Property]) -> [String] {
        var table = Table([("", .left), ("", .left)])
        for property in properties { table.add([property.name, value(property)]) }
        return table.lines()
    }

    private static func value(_ property: Property) -> String {
        guard !property.unit.isEmpty, let number = Double(property.value) else {
            return [property.value, property.unit].filter { !$0.isEmpty }.joined(separator: " ")
        }
        return Quantities.si(number, property.unit)
    }

    private static func envelope(_ limits: [Limit]) -> [String] {
        var table = Table([("", .left), ("from", .right), ("to", .right)])
        for limit in limits {
            table.add([
                limit.name, limit.minimum.map { Quantities.si($0, limit.unit) } ?? "-",
                limit.maximum.map { Quantities.si($0, limit.unit) } ?? "-",
            ])
        }
        return table.lines()
    }
}
