import Foundation

/// The files of a bug report as one compressed archive.
enum BugReportArchive {
    /// The folder in the archive.
    static let folder = "pibd-bug-report"

    /// Writes the archive to `path`, which nobody but its owner may read. Throws ``CommandFailure``.
    static func write(_ files: [BugReportFile], to path: String, environment: [String: String]) async throws {
        // Made before tar writes into it, so that it is never readable by others, and nothing is written over.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .usage, "cannot write \(path): \(String(cString: strerror(errno)))",
                remedy: "choose another name or place with -o")
        }
        close(descriptor)
        do {
            try await pack(files, to: path, environment)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func pack(
        _ files: [BugReportFile], to path: String, _ environment: [String: String]
    ) async throws {
        let staging = FileManager.default.temporaryDirectory.appending(path: "\(folder)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: staging.appending(path: folder), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: staging) }
        for file in files {
            try Data(file.text.utf8).write(to: staging.appending(path: folder).appending(path: file.name))
        }
        try await run(["-czf", path, "--owner=0", "--group=0", "-C", staging.path, folder], path, environment)
    }

    private static func run(_ arguments: [String], _ path: String, _ environment: [String: String]) async throws {
        let program = try ChildProcess("/bin/tar", arguments: arguments, environment: environment)
        for await event in program.events(until: .now + .seconds(60)) {
            if case .ended(let code) = event, code != 0 {
                throw CommandFailure(.usage, "tar could not write \(path)", remedy: "see what it said above")
            }
        }
    }
}
