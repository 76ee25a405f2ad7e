import Foundation

extension Session {
    /// Writes `text` to a file whose path is relative to the working directory, in one piece or not at all; returns
    /// the absolute path.
    func write(_ text: String, to path: String) throws -> String {
        let path = absolute(path)
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                .usage, "cannot write \(path): \(error.localizedDescription)",
                remedy: "check the folder, its permissions and the space left")
        }
        return path
    }
}
