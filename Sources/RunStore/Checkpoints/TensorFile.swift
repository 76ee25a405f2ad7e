import Foundation

/// A file of named tensors that is either whole or not there: written under another name, synced, then renamed.
///
/// Layout, all numbers little-endian: "PIBT", version (UInt32), number of tensors (UInt32), and for each one the length
/// of its name (UInt32), the name, the length of its bytes (UInt64) and the bytes.
struct TensorFile {
    private static let magic = Array("PIBT".utf8)
    private static let version: UInt32 = 1

    let directory: String

    /// Writes `tensors` as `name`, to the disk itself; returns the digest of the file.
    func write(_ tensors: [String: Data], as name: String) throws -> UInt64 {
        try makeDirectory()
        let contents = Self.encode(tensors)
        let path = directory + "/" + name
        let temporary = path + ".part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        do {
            defer { close(descriptor) }
            try write(contents, to: descriptor, temporary)
            guard fsync(descriptor) == 0 else { throw failure(temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw failure(path) }
        try syncDirectory()
        return Self.digest(contents)
    }

    /// The tensors of the file `name`; throws `RunStoreError` `corrupt` for any other contents than those written.
    func read(_ name: String, digest: UInt64) throws -> [String: Data] {
        let path = directory + "/" + name
        let contents: Data
        do {
            contents = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw damaged(path, "cannot be read (\(error.localizedDescription))")
        }
        guard Self.digest(contents) == digest, let tensors = Self.decode(contents) else {
            throw damaged(path, "is not what was written")
        }
        return tensors
    }

    /// Removes every file but those named: what a daemon that died was writing, or had no time to remove.
    func removeAll(but names: Set<String>) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        where !names.contains(name) && (name.hasSuffix(".tensors") || name.hasSuffix(".part")) {
            remove(name)
        }
    }

    /// Removes a file; that it stays does no harm.
    func remove(_ name: String) { unlink(directory + "/" + name) }

    private func makeDirectory() throws {
        guard mkdir(directory, 0o700) != 0 else { return }
        guard errno == EEXIST else { throw failure(directory) }
    }

    private func write(_ contents: Data, to descriptor: Int32, _ path: String) throws {
        try contents.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
            while !rest.isEmpty {
                let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw failure(path) }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    private func syncDirectory() throws {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(directory) }
    }

    private func failure(_ path: String) -> RunStoreError {
        let reason = errno
        return reason == ENOSPC || reason == EDQUOT
            ? .full(path) : .notWritable(path, String(cString: strerror(reason)))
    }

    private func damaged(_ path: String, _ how: String) -> RunStoreError {
        RunStoreError(
            .corrupt, "the checkpoint \(path) \(how)",
            remedy: "restore it from a backup, or submit the run again")
    }
}

extension TensorFile {
    private static func encode(_ tensors: [String: Data]) -> Data {
        var contents = Data(capacity: tensors.reduce(64) { $0 + $1.key.utf8.count + $1.value.count + 16 })
        contents.append(contentsOf: magic)
        append(version, to: &contents)
        append(UInt32(tensors.count), to: &contents)
        for (name, bytes) in tensors.sorted(by: { $0.key < $1.key }) {
            append(UInt32(name.utf8.count), to: &contents)
            contents.append(contentsOf: name.utf8)
            append(UInt64(bytes.count), to: &contents)
            contents.append(bytes)
        }
        return contents
    }

    private static func append(_ number: some FixedWidthInteger, to contents: inout Data) {
        withUnsafeBytes(of: number.littleEndian) { contents.append(contentsOf: $0) }
    }

    private static func decode(_ contents: Data) -> [String: Data]? {
        var rest = contents[...]
        func take(_ count: Int) -> Data? {
            guard count >= 0, count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Int? {
            take(MemoryLayout<Number>.size).flatMap { bytes in
                Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            }
        }
        guard take(4).map(Array.init) == magic, number(UInt32.self) == Int(version), let count = number(UInt32.self)
        else { return nil }
        var tensors: [String: Data] = [:]
        for _ in 0..<count {
            guard let name = number(UInt32.self).flatMap(take), let bytes = number(UInt64.self).flatMap(take)
            else { return nil }
            tensors[String(decoding: name, as: UTF8.self)] = Data(bytes)
        }
        return rest.isEmpty ? tensors : nil
    }

    /// Tells torn or mixed-up contents from whole ones, not forged ones: eight bytes at a time through the splitmix64
    /// finaliser (Steele, Lea and Flood 2014).
    static func digest(_ contents: Data) -> UInt64 {
        contents.withUnsafeBytes { bytes in
            var hash = UInt64(bytes.count) &* 0x9e37_79b9_7f4a_7c15
            func mix(_ word: UInt64) {
                var z = hash ^ word
                z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
                z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
                hash = (z ^ (z >> 31)) &+ 0x9e37_79b9_7f4a_7c15
            }
            var position = 0
            while position + 8 <= bytes.count {
                mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
                position += 8
            }
            var last: UInt64 = 0
            for byte in bytes[position...].reversed() { last = last << 8 | UInt64(byte) }
            mix(last)
            return hash
        }
    }
}
