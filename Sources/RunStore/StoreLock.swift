import Foundation

/// The lock that keeps a second daemon off the same store; held until the object goes.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock `store.lock` in `directory`; throws `RunStoreError` `alreadyOpen`, which names the holder's pid.
    init(directory: String) throws {
        let path = directory + "/store.lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else { throw RunStoreError.notWritable(path, String(cString: strerror(errno))) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(of: opened).map { "another pibd (pid \($0))" } ?? "another pibd"
            close(opened)
            throw RunStoreError(
                .alreadyOpen, "\(holder) already uses the store in \(directory)",
                remedy: "stop it, or start this one with another --state-directory")
        }
        descriptor = opened
        let pid = Array("\(getpid())\n".utf8)
        // The pid is for people only: the lock holds without it, so a full disk is no reason to refuse here.
        if ftruncate(opened, 0) == 0 { _ = pwrite(opened, pid, pid.count, 0) }
    }

    deinit { close(descriptor) }

    /// Gives the lock up before the object goes.
    func release() { flock(descriptor, LOCK_UN) }

    private static func holder(of descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
