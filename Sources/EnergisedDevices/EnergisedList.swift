import Dispatch
import Glibc

/// The energised devices of a daemon, one small file each in a directory: what is there to be made safe when the daemon
/// is dead.
///
/// The directory should lie on a file system in memory: the list has to outlive the daemon, not the machine. Files are
/// written under another name and moved into place, so a reader finds all of a record or none of it.
public final class EnergisedList: Sendable {
    /// A file of the list.
    public struct Entry: Sendable {
        /// The file's name.
        public let name: String
        /// The record, or what is wrong with it.
        public let device: Result<EnergisedDevice, EnergisedDeviceError>
    }

    /// The directory.
    public let directory: String

    static let suffix = ".energised"
    private static let largestFile = 65_536
    /// File calls may block, so they are made here and not where tasks run; one after the other.
    private let queue = DispatchQueue(label: "io.pibd.energised")

    /// The list in `directory`, which is made when the first device is entered.
    public init(directory: String) { self.directory = directory }

    /// The directory where none is configured: `energised` in the service's runtime directory, or in /run/pibd.
    public static func defaultDirectory(environment: [String: String]) -> String {
        // systemd gives several directories separated by colons.
        let runtime = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first.map(String.init)
        return (runtime.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/run/pibd") + "/energised"
    }

    /// Enters a device, or changes its record. Throws `EnergisedDeviceError`.
    public func enter(_ device: EnergisedDevice) async throws {
        try await onQueue { [self] in
            try makeDirectory()
            let temporary = "\(directory)/.\(device.id).\(getpid()).tmp"
            do {
                try write(device.text, to: temporary)
                guard rename(temporary, path(of: device.id)) == 0 else {
                    throw EnergisedDeviceError.system(errno, "put the record in place", path(of: device.id))
                }
            } catch {
                unlink(temporary)
                throw error
            }
        }
    }

    /// Strikes out a device; one that is not listed is none of our business. Throws `EnergisedDeviceError`.
    public func remove(_ id: String) async throws {
        try await onQueue { [self] in
            guard unlink(path(of: id)) == 0 || errno == ENOENT else {
                throw EnergisedDeviceError.system(errno, "remove the record", path(of: id))
            }
        }
    }

    /// Everything that is listed, in the order of the names; nothing where there is no directory. Throws
    /// `EnergisedDeviceError` when the directory cannot be read.
    public func entries() async throws -> [Entry] {
        try await onQueue { [self] in
            try names().map { name in
                Entry(name: name, device: Result { try read(name) }.mapError(Self.described))
            }
        }
    }

    private func path(of id: String) -> String { "\(directory)/\(id)\(Self.suffix)" }

    private func names() throws -> [String] {
        guard let folder = opendir(directory) else {
            if errno == ENOENT { return [] }
            throw EnergisedDeviceError.system(errno, "read the list of energised devices", directory)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = Glibc.readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private func read(_ name: String) throws -> EnergisedDevice {
        let path = "\(directory)/\(name)"
        // Neither a link nor a pipe may lead or hold up whoever reads the list.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw EnergisedDeviceError.system(errno, "read it", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.largestFile
        else {
            throw EnergisedDeviceError(
                path: path, message: "it is no file, or far too large",
                remedy: "Remove it, or find out who put it there.")
        }
        var bytes = [UInt8](repeating: 0, count: Self.largestFile)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw EnergisedDeviceError.system(errno, "read it", path) }
        let device = try EnergisedDevice(text: String(decoding: bytes.prefix(count), as: UTF8.self), path: path)
        guard name == device.id + Self.suffix else {
            throw EnergisedDeviceError(
                path: path, message: "it is the record of \(device.id)", remedy: "Remove it, or rename it back.")
        }
        return device
    }

    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw EnergisedDeviceError.system(errno, "write it", path) }
        defer { close(descriptor) }
        let bytes = [UInt8](text.utf8)
        let written = Glibc.write(descriptor, bytes, bytes.count)
        guard written == bytes.count else {
            throw EnergisedDeviceError.system(written < 0 ? errno : ENOSPC, "write it", path)
        }
    }

    /// Makes the directory and those above it.
    private func makeDirectory() throws {
        guard mkdir(directory, 0o755) != 0, errno != EEXIST else { return }
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/\(part)"
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
                throw EnergisedDeviceError.system(errno, "make the directory of energised devices", path)
            }
        }
    }

    private static func described(_ error: any Error) -> EnergisedDeviceError {
        error as? EnergisedDeviceError
            ?? EnergisedDeviceError(path: "record", message: "\(error)", remedy: "Remove it.")
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
