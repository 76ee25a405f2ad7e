/// One file of a bug report.
struct BugReportFile: Sendable, Equatable {
    var name: String
    /// What is in it, for the inventory.
    var contents: String
    var text: String

    /// The file, or one that says why there is nothing to say.
    static func collected(
        _ name: String, _ contents: String, _ text: () async throws -> String
    ) async -> BugReportFile {
        do {
            return BugReportFile(name: name, contents: contents, text: try await text())
        } catch {
            let failure = CommandFailure(error)
            return BugReportFile(
                name: name, contents: "\(contents): not available", text: "not available: \(failure.message)\n")
        }
    }
}
