/// What udev's rules have said of the devices that are plugged in: /run/udev/data.
enum UdevDatabase {
    static let folder = "/run/udev/data"

    /// The properties of the character device that sysfs keeps in `directory`; absent where udev has not seen it.
    static func properties(of directory: String, on host: any HostView) -> Observation<[String: String]> {
        switch host.attribute("\(directory)/dev") {
        case .found(let number): read("\(folder)/c\(number)", on: host)
        case .absent: .absent
        case .unreadable(let reason): .unreadable("\(directory)/dev: \(reason)")
        }
    }

    private static func read(_ path: String, on host: any HostView) -> Observation<[String: String]> {
        switch host.text(path) {
        case .found(let text): return .found(parse(text))
        case .unreadable(let reason): return .unreadable("\(path): \(reason)")
        case .absent:
            // No data at all means no udev, and then nothing is known about any device.
            return host.exists(folder) ? .absent : .unreadable("\(folder) is not there: udev does not run")
        }
    }

    /// Lines `E:NAME=VALUE`.
    static func parse(_ text: String) -> [String: String] {
        var properties: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("E:") {
            let parts = line.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { properties[String(parts[0])] = String(parts[1]) }
        }
        return properties
    }
}
