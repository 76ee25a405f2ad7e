import Foundation
import Glibc
import Transports

/// A varlink client of a few lines: JSON objects that end with a zero byte, over a Unix socket.
struct LabClient: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let patience = Duration.seconds(30)
    private let stream: DescriptorStream

    init(socket path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "no socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
            guard name.count < target.count else { return false }
            target.copyBytes(from: name)
            return true
        }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard fits, status == 0 else {
            Glibc.close(descriptor)
            throw Failure(description: "\(path) does not answer")
        }
        stream = try DescriptorStream(adopting: descriptor, address: path)
    }

    /// Calls a method of io.pibd.Lab and returns the reply: an object with "parameters", and "error" where it failed.
    func call(_ method: String, _ parameters: [String: Any] = [:]) async throws -> Reply {
        let call: [String: Any] = ["method": "io.pibd.Lab.\(method)", "parameters": parameters]
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: call)) + [0]
        let deadline = ContinuousClock.now + Self.patience
        try await stream.write(bytes, deadline: deadline)
        var answer: [UInt8] = []
        while answer.last != 0 { answer += try await stream.read(upTo: 65_536, deadline: deadline) }
        return try Reply(bytes: Array(answer.dropLast()))
    }

    func close() async { await stream.close() }

    /// What the daemon said.
    struct Reply: Sendable {
        let error: String?
        /// The number of a run, where the reply has one.
        let run: Int?
        /// A run's state and the batches that it has done, where the reply has them.
        let state: String?
        let batches: Int

        init(bytes: [UInt8]) throws {
            guard let reply = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
                throw Failure(description: "a reply that is no object")
            }
            let parameters = reply["parameters"] as? [String: Any] ?? [:]
            error = reply["error"] as? String
            run = parameters["run"] as? Int
            let summary = parameters["summary"] as? [String: Any] ?? [:]
            state = summary["state"] as? String
            batches = summary["batches_done"] as? Int ?? 0
        }
    }
}
