import Foundation

/// `pib-safe`, the program that makes devices safe when the daemon is down.
struct EmergencyProgram {
    /// What it says of one device.
    struct Report: Codable, Equatable {
        var device: String
        var safe: Bool
        var message: String
    }

    /// Its file.
    let path: String

    /// How long it may take; it gives up by itself within a few seconds.
    private static let patience = Duration.seconds(10)

    /// The installed program: the one that `$PIB_SAFE` names, else the one beside pibctl, else the first on the path.
    static func find(environment: [String: String]) -> EmergencyProgram? {
        var candidates: [String] = []
        if let named = environment["PIB_SAFE"], !named.isEmpty { candidates = [named] }
        if candidates.isEmpty {
            let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let folders = [own.map { URL(filePath: $0).deletingLastPathComponent().path }].compactMap { $0 }
            let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
            candidates = (folders + path).map { "\($0)/pib-safe" }
        }
        return candidates.first(where: FileManager.default.isExecutableFile).map(EmergencyProgram.init)
    }

    /// Makes every device that `directory` lists safe and passes each line of the program on as it comes; true when all
    /// are safe. Throws `CommandFailure` when the program does not start, and what `line` throws.
    func run(directory: String, environment: [String: String], line: (String) throws -> Void) async throws -> Bool {
        let child: ChildProcess
        do {
            child = try ChildProcess(path, arguments: [directory], environment: environment)
        } catch {
            throw CommandFailure(
                .daemonUnreachable, "cannot run \(path): \(error)",
                remedy: "treat all outputs as live: switch off their supply by hand")
        }
        var status: Int32?
        for await event in child.events(until: .now + Self.patience) {
            switch event {
            case .line(let text): try line(text)
            case .ended(let code): status = code
            }
        }
        return status == 0
    }

    /// The device that a line is about; nil for other lines.
    static func report(_ line: String) -> Report? {
        for (mark, safe) in [(": not safe: ", false), (": safe: ", true)] {
            guard let range = line.range(of: mark) else { continue }
            return Report(
                device: String(line[..<range.lowerBound]), safe: safe, message: String(line[range.upperBound...]))
        }
        return nil
    }
}
