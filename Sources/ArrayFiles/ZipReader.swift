import CZlib

/// Reads ZIP archives (PKWARE's APPNOTE 6.3.10) held in memory: stored and deflated entries, ZIP64 sizes.
struct ZipReader {
    let bytes: [UInt8]
    let file: String
    let entries: [ZipEntry]

    private enum Signature {
        static let localHeader: UInt32 = 0x0403_4b50
        static let directoryEntry: UInt32 = 0x0201_4b50
        static let endOfDirectory: UInt32 = 0x0605_4b50
        static let endOfDirectory64: UInt32 = 0x0606_4b50
        static let endOfDirectory64Locator: UInt32 = 0x0706_4b50
    }

    /// Reads the directory; throws `ArrayFileError` (wrongFormat, truncated, corrupt).
    init(_ bytes: [UInt8], file: String) throws {
        self.bytes = bytes
        self.file = file
        guard let end = Self.endOfDirectory(in: bytes) else {
            throw ArrayFileError(
                .wrongFormat, file, "has no ZIP directory at its end: it is no .npz file or was cut short",
                remedy: "copy it again, or write it with numpy.savez")
        }
        guard let (count, start) = Self.directory(in: bytes, end: end) else { throw Self.corrupt(file) }
        var entries: [ZipEntry] = []
        var position = start
        for _ in 0..<count {
            guard let (entry, next) = Self.entry(in: bytes, at: position) else { throw Self.corrupt(file) }
            entries.append(entry)
            position = next
        }
        guard Set(entries.map(\.name)).count == entries.count else { throw Self.corrupt(file) }
        self.entries = entries
    }

    /// What `entry` unpacks to, its checksum checked.
    ///
    /// Throws `ArrayFileError` (unsupported, tooLarge, corrupt); `limit` bounds the bytes.
    func contents(of entry: ZipEntry, limit: Int) throws -> [UInt8] {
        let name = "\(file)[\(entry.name)]"
        guard !entry.isEncrypted, let method = ZipEntry.Method(rawValue: entry.method) else {
            throw ArrayFileError(
                .unsupported, name, "is encrypted or packed by ZIP method \(entry.method)",
                remedy: "write it with numpy.savez or numpy.savez_compressed")
        }
        guard entry.size <= limit else {
            throw ArrayFileError(
                .tooLarge, name, "unpacks to \(entry.size) bytes; at most \(limit) are read into memory",
                remedy: "take fewer samples")
        }
        guard let packed = packedBytes(of: entry) else { throw Self.corrupt(name) }
        let contents: [UInt8]
        switch method {
        case .stored: contents = Array(bytes[packed])
        case .deflated:
            guard Inflate.couldExpand(packed.count, to: entry.size) else { throw Self.corrupt(name) }
            let (output, _, end) = bytes.withUnsafeBufferPointer {
                Inflate.stream(
                    UnsafeBufferPointer(rebasing: $0[packed]), .raw, expected: entry.size, limit: entry.size)
            }
            guard end == .complete else { throw Self.corrupt(name) }
            contents = output
        }
        guard contents.count == entry.size, Self.checksum(contents) == entry.checksum else { throw Self.corrupt(name) }
        return contents
    }

    /// CRC-32 of `bytes`, as ZIP has it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
    }

    /// The packed bytes of `entry` behind its local header, or nil when they do not lie inside the archive.
    private func packedBytes(of entry: ZipEntry) -> Range<Int>? {
        guard bytes.littleEndian(UInt32.self, at: entry.offset) == Signature.localHeader,
            let nameLength = bytes.littleEndian(UInt16.self, at: entry.offset + 26),
            let extraLength = bytes.littleEndian(UInt16.self, at: entry.offset + 28)
        else { return nil }
        let start = entry.offset + 30 + Int(nameLength) + Int(extraLength)
        guard start <= bytes.count, entry.compressedSize <= bytes.count - start else { return nil }
        return start..<start + entry.compressedSize
    }

    /// The offset of the end-of-directory record: the last one whose comment ends with the file.
    private static func endOfDirectory(in bytes: [UInt8]) -> Int? {
        let last = bytes.count - 22
        let first = max(0, last - Int(UInt16.max))
        guard last >= 0 else { return nil }
        return (first...last).reversed().first { offset in
            bytes.littleEndian(UInt32.self, at: offset) == Signature.endOfDirectory
                && bytes.littleEndian(UInt16.self, at: offset + 20).map { Int($0) } == last - offset
        }
    }

    /// The number of entries and the offset of the first, from the end record or its ZIP64 companion.
    private static func directory(in bytes: [UInt8], end: Int) -> (count: Int, start: Int)? {
        guard let count = bytes.littleEndian(UInt16.self, at: end + 10),
            let start = bytes.littleEndian(UInt32.self, at: end + 16)
        else { return nil }
        guard bytes.littleEndian(UInt32.self, at: end - 20) == Signature.endOfDirectory64Locator else {
            return (Int(count), Int(start))
        }
        guard let record = size(in: bytes, at: end - 12),
            bytes.littleEndian(UInt32.self, at: record) == Signature.endOfDirectory64,
            let count = size(in: bytes, at: record + 32), let start = size(in: bytes, at: record + 48)
        else { return nil }
        return (count, start)
    }

    private static func entry(in bytes: [UInt8], at offset: Int) -> (ZipEntry, next: Int)? {
        func field16(_ at: Int) -> Int { Int(bytes.littleEndian(UInt16.self, at: offset + at) ?? 0) }
        func field32(_ at: Int) -> Int { Int(bytes.littleEndian(UInt32.self, at: offset + at) ?? 0) }
        guard bytes.littleEndian(UInt32.self, at: offset) == Signature.directoryEntry else { return nil }
        let nameEnd = offset + 46 + field16(28)
        let extraEnd = nameEnd + field16(30)
        let next = extraEnd + field16(32)
        guard next <= bytes.count,
            let sizes = sizes64(
                in: bytes, extra: nameEnd..<extraEnd, size: field32(24), compressed: field32(20), offset: field32(42))
        else { return nil }
        let entry = ZipEntry(
            name: String(decoding: bytes[offset + 46..<nameEnd], as: UTF8.self), method: UInt16(field16(10)),
            isEncrypted: field16(8) & 1 != 0, checksum: UInt32(field32(16)), compressedSize: sizes.compressed,
            size: sizes.size, offset: sizes.offset)
        return (entry, next)
    }

    /// Sizes and offset with those that say 0xffffffff replaced from the ZIP64 extra field (id 1), in its fixed order.
    private static func sizes64(
        in bytes: [UInt8], extra: Range<Int>, size: Int, compressed: Int, offset: Int
    ) -> (size: Int, compressed: Int, offset: Int)? {
        var values = [size, compressed, offset]
        guard values.contains(Int(UInt32.max)) else { return (size, compressed, offset) }
        var position = extra.lowerBound
        while position + 4 <= extra.upperBound, let id = bytes.littleEndian(UInt16.self, at: position),
            let length = bytes.littleEndian(UInt16.self, at: position + 2)
        {
            position += 4
            if id == 1 {
                for index in values.indices where values[index] == Int(UInt32.max) {
                    guard position + 8 <= extra.upperBound, let value = Self.size(in: bytes, at: position) else {
                        return nil
                    }
                    values[index] = value
                    position += 8
                }
                return (values[0], values[1], values[2])
            }
            position += Int(length)
        }
        return nil
    }

    /// A 64-bit size or offset that fits in an Int with room to add small numbers to it.
    private static func size(in bytes: [UInt8], at offset: Int) -> Int? {
        bytes.littleEndian(UInt64.self, at: offset).flatMap { $0 < 1 << 62 ? Int($0) : nil }
    }

    private static func corrupt(_ file: String) -> ArrayFileError {
        ArrayFileError(
            .corrupt, file, "is a damaged ZIP archive (sizes, names or checksums do not agree)",
            remedy: "copy it again, or write it with numpy.savez")
    }
}
