import ArgumentParser
import Foundation
import HostDiagnosis

/// `pibctl bug-report`
struct BugReportCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "bug-report", abstract: "Collect what is needed to look into a fault, without secrets.",
        discussion: """
            Writes one archive with versions, the daemon's status, runs and audit trail, doctor's findings, the end of \
            the log and the configuration, and lists what is in it. Values of keys that look like passwords, tokens, \
            secrets or keys are masked. Read it before you send it. No daemon is needed; root sees more.
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The archive (default: pibd-bug-report-TIME.tar.gz).", valueName: "file"))
    var output: String?

    @Option(name: .long, help: ArgumentHelp("The daemon's configuration.", valueName: "file"))
    var config = "/etc/pibd/pibd.toml"

    @Option(
        name: .long, help: ArgumentHelp("The daemon's log, where it does not go to the journal.", valueName: "file"))
    var log: String?

    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let socket = session.socket(daemon)
        let logFile = log.map(session.absolute)
        let report = BugReport(
            session: session, daemon: daemon, configuration: session.absolute(config),
            diagnosis: { Diagnosis(of: LocalHost(), socket: socket) },
            log: { lines in
                if let logFile { return try Self.end(of: logFile, lines: lines) }
                return try await Self.journal(lines: lines, environment: session.environment)
            })
        let path = session.absolute(output ?? Self.name(at: Date()))
        let files = await report.files()
        try await BugReportArchive.write(files, to: path, environment: session.environment)
        for line in files[0].text.split(separator: "\n") { try session.console.result(String(line)) }
        try session.console.result("written to \(path)")
    }

    private static func name(at time: Date) -> String {
        let stamp = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted).format(time)
        return "pibd-bug-report-\(stamp).tar.gz"
    }

    /// The last lines of a file that may be of any size.
    private static func end(of path: String, lines: Int) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure(.usage, "\(path) is not there, or not readable for you")
        }
        defer { try? file.close() }
        let size = try file.seekToEnd()
        try file.seek(toOffset: size > 1 << 20 ? size - (1 << 20) : 0)
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).suffix(lines + 1).joined(separator: "\n")
    }

    /// The end of what systemd keeps of the daemon's output.
    private static func journal(lines: Int, environment: [String: String]) async throws -> String {
        let command = "exec journalctl --unit=pibd --lines=\(lines) --no-pager --output=short-iso 2>&1"
        let program = try ChildProcess("/bin/sh", arguments: ["-c", command], environment: environment)
        var text = ""
        for await event in program.events(until: .now + .seconds(20)) {
            switch event {
            case .line(let line): text += line + "\n"
            case .ended(let code):
                guard code == 0 else {
                    throw CommandFailure(
                        .usage,
                        "journalctl did not answer (\(text.prefix(200).onOneLineTrimmed)); the daemon's log goes to "
                            + "its standard error: look where that leads")
                }
            }
        }
        return text
    }
}

extension StringProtocol {
    fileprivate var onOneLineTrimmed: String { String(self).onOneLine.withoutTrailingSpaces }
}
