import Testing

@testable import ArrayFiles

@Suite struct GzipTests {
    private let text = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7 ^ $0) }

    @Test("a gzip file decompresses to what went in")
    func roundTrip() throws {
        let packed = gzipped(text)
        #expect(packed.count < text.count)
        #expect(Gzip.isCompressed(packed))
        #expect(try Gzip.decompressed(packed, file: "a.gz") == text)
    }

    @Test("an empty member, several members and zero padding are one file")
    func members() throws {
        let file = gzipped([]) + gzipped([1, 2]) + gzipped(text) + [0, 0, 0]
        #expect(try Gzip.decompressed(file, file: "a.gz") == [1, 2] + text)
    }

    @Test("a truncated gzip file is refused wherever it is cut")
    func truncated() throws {
        let packed = gzipped([UInt8]("hello, hello, hello".utf8))
        for length in 0..<packed.count {
            #expect { try Gzip.decompressed(Array(packed.prefix(length)), file: "a.gz") } throws: {
                ($0 as? ArrayFileError)?.code == .truncated
            }
        }
    }

    @Test("a wrong checksum and foreign bytes at the end are refused")
    func corrupt() {
        var packed = gzipped(text)
        packed[packed.count - 6] ^= 1
        for file in [packed, gzipped(text) + [7], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff]] {
            #expect { try Gzip.decompressed(file, file: "a.gz") } throws: {
                ($0 as? ArrayFileError)?.code == .corrupt
            }
        }
    }

    @Test("the limit is exact, over several members too")
    func limit() throws {
        let file = gzipped([1, 2, 3]) + gzipped([4, 5])
        #expect(try Gzip.decompressed(file, file: "a.gz", limit: 5) == [1, 2, 3, 4, 5])
        #expect { try Gzip.decompressed(file, file: "a.gz", limit: 4) } throws: {
            ($0 as? ArrayFileError)?.code == .tooLarge
        }
    }

    @Test("a file that inflates a thousandfold stops at the limit")
    func bomb() {
        let bomb = gzipped([UInt8](repeating: 0, count: 4_000_000))
        #expect(bomb.count < 10_000)
        #expect { try Gzip.decompressed(bomb, file: "a.gz", limit: 100_000) } throws: {
            ($0 as? ArrayFileError)?.code == .tooLarge
        }
    }

    @Test("a size in the trailer that deflate could not reach is not believed")
    func announcedSize() {
        var packed = gzipped([1, 2, 3])
        packed.replaceSubrange((packed.count - 4)..., with: [0xff, 0xff, 0xff, 0x3f])
        #expect { try Gzip.decompressed(packed, file: "a.gz") } throws: { ($0 as? ArrayFileError)?.code == .corrupt }
    }

    @Test("a prefix comes without the rest, and short files give all they have")
    func prefix() throws {
        #expect(try Gzip.prefix(5, of: Array(gzipped(text).prefix(3_000)), file: "a.gz") == Array(text.prefix(5)))
        #expect(try Gzip.prefix(5, of: gzipped([9]), file: "a.gz") == [9])
    }
}
