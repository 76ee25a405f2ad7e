import Testing

@testable import ArrayFiles

@Suite struct NumpyArchiveTests {
    private let weights = NumpyArray(shape: [2, 2], [1, 2, 3, 4] as [Float])
    private let labels = NumpyArray(shape: [3], [0, 1, 2] as [Int64])

    private func code(_ body: () throws -> Void) -> ArrayFileError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ArrayFileError)?.code
        }
    }

    /// An archive with one entry, packed by deflate, whose announced size may lie.
    private func deflatedArchive(_ contents: [UInt8], size: Int? = nil, zip64: Bool = false) -> [UInt8] {
        let packed = deflated(contents)
        let size = size ?? contents.count
        let name = [UInt8]("a.npy".utf8)
        let extra: [UInt8] =
            zip64 ? [1, 0, 16, 0] + littleEndian(UInt64(size)) + littleEndian(UInt64(packed.count)) : []
        let sizes: [UInt8] =
            zip64
            ? [UInt8](repeating: 0xff, count: 8) : littleEndian(UInt32(packed.count)) + littleEndian(UInt32(size))
        let common: [UInt8] =
            [20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0] + littleEndian(ZipReader.checksum(contents)) + sizes
            + littleEndian(UInt16(name.count)) + littleEndian(UInt16(extra.count))
        let local = [0x50, 0x4b, 3, 4] + common + name + extra + packed
        let directory = [0x50, 0x4b, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 14) + name + extra
        let end: [UInt8] =
            [0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0] + littleEndian(UInt32(directory.count))
            + littleEndian(UInt32(local.count)) + [0, 0]
        return local + directory + end
    }

    @Test("named arrays come back by name and in order; an unknown name is nil")
    func roundTrip() throws {
        let contents = try NumpyArchive.npz([("unit1/weights", weights), ("labels", labels)])
        let archive = try NumpyArchive(npz: contents, file: "a.npz")
        #expect(archive.names == ["unit1/weights", "labels"])
        #expect(try archive.array("unit1/weights") == weights)
        #expect(try archive.array("labels") == labels)
        #expect(try archive.array("other") == nil)
    }

    @Test("an empty archive is one")
    func empty() throws {
        #expect(try NumpyArchive(npz: NumpyArchive.npz([]), file: "a.npz").names.isEmpty)
    }

    @Test("deflated entries are read, with 64-bit sizes too", arguments: [false, true])
    func deflatedEntry(zip64: Bool) throws {
        let archive = try NumpyArchive(npz: deflatedArchive(weights.npy, zip64: zip64), file: "a.npz")
        #expect(try archive.array("a") == weights)
    }

    @Test("a directory behind a 64-bit end record is read")
    func endRecord64() throws {
        let plain = try NumpyArchive.npz([("labels", labels)])
        let end = plain.count - 22
        let start = plain.littleEndian(UInt32.self, at: end + 16) ?? 0
        let size = plain.littleEndian(UInt32.self, at: end + 12) ?? 0
        let record: [UInt8] =
            [0x50, 0x4b, 6, 6] + littleEndian(UInt64(44)) + [45, 0, 45, 0] + [UInt8](repeating: 0, count: 8)
            + littleEndian(UInt64(1)) + littleEndian(UInt64(1)) + littleEndian(UInt64(size))
            + littleEndian(UInt64(start))
        let locator: [UInt8] = [0x50, 0x4b, 6, 7, 0, 0, 0, 0] + littleEndian(UInt64(end)) + [1, 0, 0, 0]
        let masked = [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 0xff, count: 12) + [0, 0]
        let archive = try NumpyArchive(npz: Array(plain[..<end]) + record + locator + masked, file: "a.npz")
        #expect(try archive.array("labels") == labels)
    }

    @Test("a comment behind the directory does not hide it")
    func comment() throws {
        var contents = try NumpyArchive.npz([("labels", labels)])
        contents.replaceSubrange((contents.count - 2)..., with: [3, 0, 1, 2, 3])
        #expect(try NumpyArchive(npz: contents, file: "a.npz").array("labels") == labels)
    }

    @Test("an archive cut anywhere is refused")
    func truncated() throws {
        let contents = try NumpyArchive.npz([("labels", labels)])
        for length in 0..<contents.count {
            #expect(code { _ = try NumpyArchive(npz: Array(contents.prefix(length)), file: "a.npz") } == .wrongFormat)
        }
    }

    @Test("a changed byte in the data is caught by the checksum")
    func checksum() throws {
        var contents = try NumpyArchive.npz([("labels", labels)])
        contents[30 + "labels.npy".utf8.count + 130] ^= 1
        let archive = try NumpyArchive(npz: contents, file: "a.npz")
        #expect(code { _ = try archive.array("labels") } == .corrupt)
    }

    @Test("sizes that deflate cannot reach, that lie, or that pass the limit are refused")
    func bombs() throws {
        let zeros = [UInt8](repeating: 0, count: 100_000)
        for size in [100_000_000, 99_999, 100_001] {
            let archive = try NumpyArchive(npz: deflatedArchive(zeros, size: size), file: "a.npz")
            #expect(code { _ = try archive.array("a") } == .corrupt)
        }
        let archive = try NumpyArchive(npz: deflatedArchive(zeros), file: "a.npz")
        #expect(code { _ = try archive.array("a", limit: 50_000) } == .tooLarge)
    }

    @Test("encrypted entries and other packings are named as not supported")
    func unsupported() throws {
        for (offset, value) in [(8, UInt8(1)), (10, 12)] {
            var contents = deflatedArchive(weights.npy)
            let directory = Int(contents.littleEndian(UInt32.self, at: contents.count - 6) ?? 0)
            contents[directory + offset] = value
            let archive = try NumpyArchive(npz: contents, file: "a.npz")
            #expect(code { _ = try archive.array("a") } == .unsupported)
        }
    }

    @Test("two entries of one name are refused")
    func duplicates() throws {
        var contents = try NumpyArchive.npz([("a", labels), ("b", labels)])
        for index in contents.indices where contents[index...].starts(with: "b.npy".utf8) {
            contents[index] = UInt8(ascii: "a")
        }
        #expect(code { _ = try NumpyArchive(npz: contents, file: "a.npz") } == .corrupt)
    }
}
