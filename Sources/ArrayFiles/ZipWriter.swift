/// Writes ZIP archives of stored entries. The same entries give the same bytes: the time stamps are those of 1980.
struct ZipWriter {
    private var archive: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// 1 January 1980, the first day a ZIP archive knows.
    private static let date: UInt16 = 0x0021
    /// Version 2.0 of the format, and a name in UTF-8.
    private static let version: UInt16 = 20
    private static let flags: UInt16 = 0x0800

    /// Adds an entry; throws `ArrayFileError` (tooLarge) where the sizes of plain ZIP do not reach.
    mutating func add(_ name: String, _ contents: [UInt8]) throws {
        guard name.utf8.count <= Int(UInt16.max), count < Int(UInt16.max),
            let size = UInt32(exactly: contents.count), size < UInt32.max,
            let offset = UInt32(exactly: archive.count), offset < UInt32.max
        else {
            throw ArrayFileError(
                .tooLarge, name, "does not fit into a ZIP archive without 64-bit sizes (4 GiB, 65 534 entries)",
                remedy: "export fewer arrays")
        }
        var common: [UInt8] = []
        for field in [Self.version, Self.flags, ZipEntry.Method.stored.rawValue, 0, Self.date] {
            common.appendLittleEndian(field)
        }
        for field in [ZipReader.checksum(contents), size, size] { common.appendLittleEndian(field) }
        common.appendLittleEndian(UInt16(name.utf8.count))
        common.appendLittleEndian(UInt16(0))

        archive += [0x50, 0x4b, 3, 4]
        archive += common
        archive += name.utf8
        archive += contents

        directory += [0x50, 0x4b, 1, 2]
        directory.appendLittleEndian(Self.version)
        directory += common
        // No comment, disk 0, no attributes.
        directory += repeatElement(0, count: 10)
        directory.appendLittleEndian(offset)
        directory += name.utf8
        count += 1
    }

    /// The whole archive; throws `ArrayFileError` (tooLarge).
    func finished() throws -> [UInt8] {
        guard let start = UInt32(exactly: archive.count), let size = UInt32(exactly: directory.count) else {
            throw ArrayFileError(
                .tooLarge, "archive", "does not fit into a ZIP archive without 64-bit sizes (4 GiB)",
                remedy: "export fewer arrays")
        }
        var result = archive + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
        result.appendLittleEndian(UInt16(count))
        result.appendLittleEndian(UInt16(count))
        result.appendLittleEndian(size)
        result.appendLittleEndian(start)
        result.appendLittleEndian(UInt16(0))
        return result
    }
}
