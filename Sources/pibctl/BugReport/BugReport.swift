import ControlInterface
import Foundation
import HostDiagnosis

/// What somebody needs to know to look into a fault, and nothing else. Each part stands by itself: most faults keep
/// some of them from being had.
struct BugReport {
    /// Lines of the log, runs and entries of the audit trail, at most.
    private static let logLines = 2000
    private static let runs = 100
    private static let auditEntries = 200

    let session: Session
    let daemon: DaemonOptions
    let configuration: String
    /// What doctor found; the host is not asked in tests.
    let diagnosis: @Sendable () -> Diagnosis
    /// The end of the daemon's log, at most so many lines.
    let log: @Sendable (Int) async throws -> String

    /// The files, the inventory first.
    func files() async -> [BugReportFile] {
        let files = [
            await versions(), await status(), await devices(), await runs(), await audit(), await doctor(),
            await configurationFile(), await journal(), wire,
        ]
        return [Self.inventory(files)] + files
    }

    private func versions() async -> BugReportFile {
        await .collected("versions.txt", "versions of pibctl, pibd and the system") {
            let daemon = try? await session.client(daemon).status()
            let system = try? String(contentsOfFile: "/etc/os-release", encoding: .utf8).split(separator: "\n")
                .first { $0.hasPrefix("PRETTY_NAME=") }
            var name = utsname()
            uname(&name)
            func text(_ field: some Any) -> String {
                withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            }
            return """
                pibctl \(Release.version)
                pibd   \(daemon.map { "\($0.version) (\($0.commit)), \($0.linearAlgebra)" } ?? "not reached")
                kernel \(text(name.sysname)) \(text(name.release)) \(text(name.machine))
                system \(system.map(String.init) ?? "unknown")

                """
        }
    }

    private func status() async -> BugReportFile {
        await .collected("status.json", "what the daemon is doing") {
            try await JSONLine.encoded(session.client(daemon).status()) + "\n"
        }
    }

    private func devices() async -> BugReportFile {
        await .collected("devices.json", "what the devices have done, with link errors and wear") {
            try await JSONLine.encoded(session.client(daemon).activity()) + "\n"
        }
    }

    private func runs() async -> BugReportFile {
        await .collected("runs.json", "the last \(Self.runs) runs, a line each") {
            try await session.client(daemon).runs(limit: Self.runs, state: nil)
                .map { try JSONLine.encoded($0) + "\n" }.joined()
        }
    }

    private func audit() async -> BugReportFile {
        await .collected("audit.json", "the last \(Self.auditEntries) entries of the audit trail, with user names") {
            try await session.client(daemon).audit(limit: Self.auditEntries)
                .map { try JSONLine.encoded($0) + "\n" }.joined()
        }
    }

    private func doctor() async -> BugReportFile {
        await .collected("doctor.txt", "what pibctl doctor found") {
            DoctorReport.lines(diagnosis()).joined(separator: "\n") + "\n"
        }
    }

    private func configurationFile() async -> BugReportFile {
        await .collected("configuration.toml", "\(configuration), secrets masked") {
            guard let bytes = FileManager.default.contents(atPath: configuration) else {
                throw CommandFailure(.usage, "\(configuration) is not there, or not readable for you")
            }
            return SecretMask.masked(String(decoding: bytes, as: UTF8.self))
        }
    }

    private func journal() async -> BugReportFile {
        await .collected("log.txt", "the last \(Self.logLines) lines of the daemon's log") {
            try await log(Self.logLines).split(separator: "\n", omittingEmptySubsequences: false)
                .map { SecretMask.withoutCredentials(String($0)) }.joined(separator: "\n")
        }
    }

    private var wire: BugReportFile {
        BugReportFile(
            name: "wire.txt", contents: "the last wire traffic: none",
            text: """
                none: the daemon keeps wire traffic only while somebody records it. To add some, record the fault:
                pibctl record DEVICE -o FILE (docs/recordings.md), and send the file along.

                """)
    }

    private static func inventory(_ files: [BugReportFile]) -> BugReportFile {
        var table = Table([("file", .left), ("bytes", .right), ("what is in it", .left)])
        for file in files { table.add([file.name, String(file.text.utf8.count), file.contents]) }
        return BugReportFile(
            name: "inventory.txt", contents: "this list", text: table.lines().joined(separator: "\n") + "\n")
    }
}
