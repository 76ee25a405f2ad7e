/// The host as a diagnosis sees it: files below the root directory, and who is asking. Nothing is changed through it.
///
/// ``LocalHost`` looks at the machine it runs on; tests make up a machine.
public protocol HostView: Sendable {
    /// The text of a file, of at most a mebibyte.
    func text(_ path: String) -> Observation<String>
    /// The names in a directory, sorted.
    func names(_ path: String) -> Observation<[String]>
    /// Where a symbolic link points.
    func link(_ path: String) -> Observation<String>
    /// What stands at a path, links followed.
    func status(_ path: String) -> Observation<NodeStatus>
    /// Whether the asking user may read and write what stands at a path, access lists included.
    func opens(_ path: String) -> Observation<Bool>
    /// Who is asking.
    var user: Account { get }
}

extension HostView {
    /// The one line of an attribute file, without the spaces around it.
    func attribute(_ path: String) -> Observation<String> { text(path).map { $0.trimmed } }

    /// Whether something stands at a path; false where it could not be looked at.
    func exists(_ path: String) -> Bool { status(path).value != nil }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
