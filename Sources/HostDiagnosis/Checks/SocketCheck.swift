/// The daemon's socket is there, somebody listens on it, and the user may connect.
enum SocketCheck: HostCheck {
    static let name = "socket"

    static func look(at scene: Scene, _ findings: inout Findings) -> String {
        let path = scene.socket
        let start =
            scene.service.unit == nil
            ? "PIBD_SOCKET=\(path.quotedForShell) pibd --simulate --state-directory \"$HOME/.pibd\""
            : "sudo systemctl restart pibd"
        switch scene.host.status(path) {
        case .absent:
            absent(path, start: start, scene, &findings)
            return ""
        case .unreadable(let reason):
            findings.unknown("the socket \(path) cannot be looked at", evidence: reason)
            return ""
        case .found(let status) where status.kind != .socket:
            findings.error("\(path) is not a socket", evidence: "a \(status.kind)", fix: "ls -l \(path.quotedForShell)")
            return ""
        case .found(let status):
            listen(path, start: start, scene, &findings)
            connect(path, status, scene, &findings)
        }
        return "\(path) is open"
    }

    /// Without a daemon there is no socket, and that alone breaks nothing; a daemon without one does.
    private static func absent(_ path: String, start: String, _ scene: Scene, _ findings: inout Findings) {
        let message = "there is no socket \(path): no daemon can be reached"
        if let process = scene.service.processes.value?.first {
            findings.error(message, evidence: "the service runs as process \(process)", fix: start)
        } else {
            findings.warning(message, evidence: "nothing at that path", fix: start)
        }
    }

    private static func listen(_ path: String, start: String, _ scene: Scene, _ findings: inout Findings) {
        guard let table = findings.known(scene.host.text("/proc/net/unix"), "the table of Unix sockets") else { return }
        // Columns: address, references, protocol, flags (00010000: accepts connections), type, state, inode, path.
        let listens = table.split(separator: "\n").contains { line in
            let fields = line.split(separator: " ", maxSplits: 7, omittingEmptySubsequences: true)
            return fields.count == 8 && fields[7] == path && UInt32(fields[3], radix: 16).map { $0 & 0x1_0000 } != 0
        }
        if !listens {
            findings.error(
                "nobody listens on \(path): it was left behind by a daemon that died",
                evidence: "not among the listening sockets in /proc/net/unix", fix: start)
        }
    }

    private static func connect(
        _ path: String, _ status: NodeStatus, _ scene: Scene, _ findings: inout Findings
    ) {
        guard findings.known(scene.host.opens(path), path) == false else { return }
        findings.error(
            "\(scene.host.user.name) may not connect to \(path)", evidence: "mode \(status.octal)",
            fix: "sudo systemctl restart pibd")
    }
}

extension String {
    /// As one word of a shell command.
    fileprivate var quotedForShell: String {
        let plain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-:@".contains($0)) } && !isEmpty
        guard !plain else { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
