import Foundation

/// What a process takes, as /proc tells.
struct ProcessUse: Sendable {
    let descriptors: Int
    /// Resident memory [KiB].
    let kibibytes: Int

    init?(_ id: pid_t) {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: "/proc/\(id)/fd"),
            let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
            let value = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        descriptors = names.count
        kibibytes = value
    }
}
